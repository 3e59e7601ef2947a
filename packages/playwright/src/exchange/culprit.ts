/** Who is to blame for a request without an answer; `caller`: nobody but who asked for it. */
export type Culprit = "proxy" | "site" | "caller";

/** Of Chromium and Firefox: the page was left, a download began, an address is none, a route aborted it. */
const OF_THE_CALLER =
  /ERR_(?:ABORTED|INVALID_URL|UNSAFE_PORT|(?:UNKNOWN|DISALLOWED)_URL_SCHEME|BLOCKED_BY_\w+|FILE_NOT_FOUND|TOO_MANY_REDIRECTS)|NS_(?:BINDING_ABORTED|ERROR_(?:MALFORMED_URI|UNKNOWN_PROTOCOL|REDIRECT_LOOP))/;

/** The proxy answered, and says that it could not reach the site. */
const BEHIND_THE_PROXY = /BAD_GATEWAY|GATEWAY_TIMEOUT|ERR_TUNNEL|ERR_SOCKS/;

/** The proxy did not answer, or not as we can use it: it wants other credentials. */
const OF_THE_PROXY = /PROXY|ERR_INVALID_AUTH_CREDENTIALS|ERR_HTTP_RESPONSE_CODE_FAILURE/i;

/** Reads what a browser says of a failed request: `net::ERR_PROXY_CONNECTION_FAILED`. What nobody knows is the site's. */
export function culpritOf(failure: string): Culprit {
  if (OF_THE_CALLER.test(failure)) return "caller";
  return OF_THE_PROXY.test(failure) && !BEHIND_THE_PROXY.test(failure) ? "proxy" : "site";
}

/** What Node says when `context.request` gets no answer. */
const OF_THE_NETWORK =
  /\b(?:connect|getaddrinfo|read|write) E[A-Z_]+|socket hang up|ECONNRESET|Proxy connection ended|certificate|SSL routines/;
const TIMED_OUT = /^apiRequestContext\.\w+: (?:Timeout|Request timed out)/;

/**
 * The same for an error of `context.request`; `undefined` for any other. With a proxy it is the proxy that Node connects to.
 *
 * @returns the culprit, and what went wrong without addresses
 */
export function apiFailureOf(
  message: string,
  hasProxy: boolean,
): { readonly culprit: Culprit; readonly failure: string } | undefined {
  if (!message.startsWith("apiRequestContext.")) return undefined;
  if (TIMED_OUT.test(message)) return { culprit: "site", failure: "no answer in time" };
  const failure = OF_THE_NETWORK.exec(message)?.[0];
  if (failure === undefined) return undefined;
  return {
    culprit: hasProxy && /^(?:connect|getaddrinfo)/.test(failure) ? "proxy" : "site",
    failure,
  };
}
