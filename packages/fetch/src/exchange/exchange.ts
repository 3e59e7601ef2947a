import type { HttpIdentity } from "@sessionary/identity";
import { mergeCookies, mergeHeaders } from "../request/headers.ts";
import type { SessionRequest } from "../request/session-request.ts";
import type { Connection } from "../transport/transport.ts";
import { discardBody } from "./discard-body.ts";
import { nextHop, type Hop } from "./redirects.ts";

/** What a request is sent through. */
export interface Wire {
  readonly fetch: typeof globalThis.fetch;
  readonly identity: HttpIdentity;
  readonly connection: Connection;
}

/** Sends a request and follows its redirects, giving and taking the session's cookies at every hop. */
export async function exchange(
  request: SessionRequest,
  wire: Wire,
  signal: AbortSignal,
): Promise<Response> {
  const { fetch, identity, connection } = wire;
  const jar = request.credentials === "omit" ? undefined : identity.cookies;
  let hop: Hop = {
    url: new URL(request.url),
    method: request.method,
    headers: mergeHeaders(identity.headers, request.headers),
    body: request.body,
    referrerPolicy: request.referrerPolicy,
  };
  for (let redirects = 0; ; redirects += 1) {
    const cookie = mergeCookies(jar?.cookieHeader(hop.url) ?? "", hop.headers["cookie"]);
    const response = await fetch(hop.url.href, {
      ...request,
      ...connection.init,
      method: hop.method,
      headers: cookie === "" ? hop.headers : { ...hop.headers, cookie },
      body: hop.body,
      ...(hop.referrerPolicy === undefined ? {} : { referrerPolicy: hop.referrerPolicy }),
      redirect: "manual",
      signal,
    });
    jar?.setCookies(response.headers.getSetCookie(), hop.url);
    const next = followUp(hop, response, request.redirect, redirects);
    if (next === undefined) return redirects === 0 ? response : asRedirected(response);
    hop = next;
  }
}

/** The next hop, if there is one; then nobody will read this response. */
function followUp(
  hop: Hop,
  response: Response,
  mode: SessionRequest["redirect"],
  redirects: number,
): Hop | undefined {
  let keep = false;
  try {
    const next = nextHop(hop, response, mode, redirects);
    keep = next === undefined;
    return next;
  } finally {
    if (!keep) discardBody(response);
  }
}

/** A response of a manual redirect does not know that there was one; nor would its clones. */
function asRedirected(response: Response): Response {
  const clone = response.clone.bind(response);
  return Object.defineProperties(response, {
    redirected: { value: true, configurable: true },
    clone: { value: () => asRedirected(clone()), configurable: true, writable: true },
  });
}
