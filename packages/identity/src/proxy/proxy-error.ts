/**
 * A session's proxy failed: it is unreachable, or refused to serve us. It appears among the causes of what a request
 * rejects with, and blames the session. What the proxy could not reach is the site's failure, not this.
 */
export class ProxyError extends Error {
  override readonly name = "ProxyError";
  /** Tells it apart where two copies of this package meet. */
  readonly code = "ERR_PROXY";

  /** No connection to the proxy. The system's own error names address and port, never the credentials. */
  static unreachable(cause: unknown): ProxyError {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new ProxyError(`proxy unreachable: ${why}`, { cause });
  }
}

/** Whether the error, or what caused it, says that the proxy failed rather than the site behind it. */
export function isProxyFailure(error: unknown): boolean {
  for (let link = error; link instanceof Error; link = link.cause) {
    if (Reflect.get(link, "code") === "ERR_PROXY") return true;
  }
  return false;
}
