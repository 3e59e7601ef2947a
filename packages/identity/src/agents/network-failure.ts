/** Node's codes for no name, no connection, a broken or silent one. */
const CODES = new Set([
  "EADDRNOTAVAIL",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTDOWN",
  "EHOSTUNREACH",
  "ENETDOWN",
  "ENETRESET",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "EPROTO",
  "ERR_SOCKET_CLOSED",
  "ERR_SOCKET_CONNECTION_TIMEOUT",
  "ERR_STREAM_PREMATURE_CLOSE",
  "ERR_TUNNEL",
  "ESOCKETTIMEDOUT",
  "ETIMEDOUT",
]);

/** Names that do not resolve, answers that are no HTTP, and certificates that nobody should accept. */
const FAMILIES =
  /^(?:EAI_|HPE_|ERR_SSL_|ERR_TLS_(?:CERT|HANDSHAKE)|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH_EXCEEDED)/;

/**
 * Whether a request of Node's `http` or `https` failed because no answer came over the network, which is the site's affair as
 * far as one can tell: no name, no connection, a broken or silent one, a certificate nobody should accept, an answer that is no
 * HTTP, or a tunnel (`ERR_TUNNEL`) that a proxy could not open. Causes count.
 *
 * @example
 * ```ts
 * import { isNetworkFailure } from "@sessionary/identity/agents";
 *
 * declare const error: unknown;
 * const verdict = isNetworkFailure(error) ? "inconclusive" : undefined;
 * ```
 */
export function isNetworkFailure(error: unknown): boolean {
  for (let link = error; link instanceof Error; link = link.cause) {
    const code: unknown = Reflect.get(link, "code");
    if (typeof code === "string" && (CODES.has(code) || FAMILIES.test(code))) return true;
  }
  return false;
}
