import { isOneShot } from "../request/body.ts";
import { dropHeaders } from "../request/headers.ts";
import type { FetchBody, SessionRequest } from "../request/session-request.ts";

/** Redirects of one fetch (WHATWG Fetch, "HTTP-redirect fetch", step 7). */
const MAX_REDIRECTS = 20;

/** One request on the way to the final response. */
export interface Hop {
  readonly url: URL;
  readonly method: string;
  /** Ours to change. */
  readonly headers: Record<string, string>;
  readonly body: FetchBody | null;
  readonly referrerPolicy: SessionRequest["referrerPolicy"];
}

/** Of no use without the body they describe (WHATWG Fetch, "request-body-header name"), and its length. */
const BODY_HEADERS = new Set([
  "content-encoding",
  "content-language",
  "content-location",
  "content-type",
  "content-length",
]);

/** Meant for one origin only. The specification names Authorization; a page's script cannot set the others. */
const ORIGIN_HEADERS = new Set(["authorization", "proxy-authorization", "cookie", "host"]);

const POLICIES = new Set([
  "no-referrer",
  "no-referrer-when-downgrade",
  "same-origin",
  "origin",
  "strict-origin",
  "origin-when-cross-origin",
  "strict-origin-when-cross-origin",
  "unsafe-url",
]);

/**
 * Where a response sends us next, by the rules of WHATWG Fetch; `undefined` when it is the final one.
 *
 * @throws {TypeError} as fetch: a redirect that was not wanted, is one too many, leads nowhere, or needs a body that is gone
 */
export function nextHop(
  hop: Hop,
  response: Response,
  mode: SessionRequest["redirect"],
  redirectsSoFar: number,
): Hop | undefined {
  const { status } = response;
  if (mode === "manual" || !isRedirect(status)) return undefined;
  if (mode === "error") throw failure("unexpected redirect");
  const location = response.headers.get("location");
  if (location === null) return undefined;
  const url = locationUrl(location, hop.url);
  if (redirectsSoFar >= MAX_REDIRECTS) throw failure("redirect count exceeded");
  if (status !== 303 && isOneShot(hop.body)) {
    throw failure("a redirect asks for the body again, and it was a stream");
  }

  const headers = { ...hop.headers };
  const dropsBody =
    ((status === 301 || status === 302) && hop.method === "POST") ||
    (status === 303 && hop.method !== "GET" && hop.method !== "HEAD");
  if (dropsBody) dropHeaders(headers, BODY_HEADERS);
  if (url.origin !== hop.url.origin) dropHeaders(headers, ORIGIN_HEADERS);
  return {
    url,
    method: dropsBody ? "GET" : hop.method,
    headers,
    body: dropsBody ? null : hop.body,
    referrerPolicy: policyOf(response.headers.get("referrer-policy")) ?? hop.referrerPolicy,
  };
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

function locationUrl(location: string, from: URL): URL {
  // Headers carry octets; browsers read those of Location as UTF-8.
  const text = new TextDecoder().decode(Uint8Array.from(location, (octet) => octet.charCodeAt(0)));
  if (!URL.canParse(text, from)) throw failure("a redirect to something that is no URL");
  const url = new URL(text, from);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw failure("URL scheme must be a HTTP(S) scheme");
  }
  // The URL is not repeated: it holds a password.
  if (url.username !== "" || url.password !== "")
    throw failure("a redirect to a URL that includes credentials");
  if (url.hash === "") url.hash = from.hash;
  return url;
}

/** The last token that is known (W3C Referrer Policy, section 8.1). */
function policyOf(header: string | null): SessionRequest["referrerPolicy"] {
  const tokens = header?.split(",").map((token) => token.trim().toLowerCase());
  return tokens?.findLast((token) => POLICIES.has(token)) as SessionRequest["referrerPolicy"];
}

function failure(reason: string): TypeError {
  return new TypeError("fetch failed", { cause: new Error(reason) });
}
