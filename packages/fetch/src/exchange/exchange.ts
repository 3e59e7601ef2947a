import type { HttpIdentity } from "@sessionary/identity";
import { mergeCookies, mergeHeaders } from "../request/headers.ts";
import type { SessionRequest } from "../request/session-request.ts";
import type { Connection } from "../transport/transport.ts";
import { discardBody } from "./discard-body.ts";
import { joinSignals } from "./join-signals.ts";
import { nextHop, type Hop } from "./redirects.ts";

/** What a request is sent through. */
export interface Wire {
  readonly fetch: typeof globalThis.fetch;
  readonly identity: HttpIdentity;
  readonly connection: Connection;
}

/**
 * Sends a request and follows its redirects, giving and taking the session's cookies at every hop.
 *
 * @param signal - covers the exchange until its response is there; the caller's own, in the request, covers the body as well
 */
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
  // A signal that fetch knows covers the body as well, and costs more than all we do: only for callers who gave one.
  const whole = request.signal === null ? null : joinSignals(signal, request.signal);
  const rest = restOf(request);
  for (let redirects = 0; ; redirects += 1) {
    signal.throwIfAborted();
    const cookie = mergeCookies(jar?.cookieHeader(hop.url) ?? "", hop.headers["cookie"]);
    const init: Record<string, unknown> = {
      ...rest,
      ...connection.init(whole === null ? signal : undefined),
      method: hop.method,
      headers: cookie === "" ? hop.headers : { ...hop.headers, cookie },
      redirect: "manual",
    };
    if (hop.body !== null) init["body"] = hop.body;
    if (whole !== null) init["signal"] = whole;
    if (hop.referrerPolicy !== undefined) init["referrerPolicy"] = hop.referrerPolicy;
    const response = await send(fetch, hop.url, init, signal);
    jar?.setCookies(response.headers.getSetCookie(), hop.url);
    const next = followUp(hop, response, request.redirect, redirects);
    if (next === undefined) return redirects === 0 ? response : asRedirected(response);
    hop = next;
  }
}

async function send(
  fetch: Wire["fetch"],
  url: URL,
  init: RequestInit,
  signal: AbortSignal,
): Promise<Response> {
  try {
    return await fetch(url.href, init);
  } catch (error) {
    // However the connection put it.
    signal.throwIfAborted();
    throw error;
  }
}

/** The members that every {@link SessionRequest} has: no other needs to be handed on. */
const MEMBERS = 7;

/** What else the caller told fetch. Nothing, most of the time: each member costs fetch a conversion. */
function restOf(request: SessionRequest): object | undefined {
  const isPlain = Object.keys(request).length === MEMBERS;
  if (isPlain && request.credentials === "same-origin") return undefined;
  const { body: _body, signal: _signal, ...rest } = request;
  return rest;
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
