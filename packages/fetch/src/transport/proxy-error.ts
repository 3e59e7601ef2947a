/**
 * A session's proxy failed: it is unreachable, or refused to serve us. It appears among the causes of the `TypeError`
 * that the fetch rejects with, and blames the session. What the proxy could not reach is the site's failure, not this.
 */
export class ProxyError extends Error {
  override readonly name = "ProxyError";
  readonly code = "ERR_PROXY";
}

/** SOCKS5 replies (RFC 1928, section 6) about the site: network or host unreachable, connection refused, TTL expired. */
const SITE_REPLIES = /^UND_ERR_SOCKS5_REPLY_[3-6]$/;

/** Whether the error, or what caused it, says that the proxy failed rather than the site behind it. */
export function isProxyFailure(error: unknown): boolean {
  for (let link = error; link instanceof Error; link = link.cause) {
    const code: unknown = Reflect.get(link, "code");
    if (code === "ERR_PROXY") return true;
    if (typeof code === "string" && code.startsWith("UND_ERR_SOCKS5_"))
      return !SITE_REPLIES.test(code);
  }
  return false;
}
