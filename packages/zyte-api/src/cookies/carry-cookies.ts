import type { CookieJar, CookieRecord } from "@sessionary/identity";
import type { ZyteCookie } from "../request/cookie.ts";
import type { ZyteRequest } from "../request/zyte-request.ts";
import type { ZyteResponse } from "../response/zyte-response.ts";
import { fromRecord, toRecord } from "./cookie-records.ts";

/** As many as one request may carry. */
const MAX_COOKIES = 100;

/**
 * The request with the cookies of its session, instead of the service's own session; its answer is to say which they are then.
 *
 * @param more - cookies that go along with this request only, where the session has none of the same name, domain and path
 */
export function withCookies(
  request: ZyteRequest,
  jar: CookieJar,
  more: readonly ZyteCookie[] = [],
): ZyteRequest {
  const { session: _session, requestCookies: _requestCookies, ...rest } = request;
  const kept = cookiesFor(request.url, jar);
  const known = new Set(kept.map(keyOf));
  const others = more.filter((cookie) => !known.has(keyOf(cookie)));
  const cookies = [...others.slice(0, MAX_COOKIES - kept.length), ...kept];
  const carried = { ...rest, responseCookies: true };
  return cookies.length === 0 ? carried : { ...carried, requestCookies: cookies };
}

/** Takes the cookies of a response into the jar: newer ones replace those of the same name, domain and path, and expired ones go. */
export function mergeCookies(
  { responseCookies = [] }: Pick<ZyteResponse, "responseCookies">,
  jar: CookieJar,
  now: number,
): void {
  for (const cookie of responseCookies) {
    const record = toRecord(cookie, now);
    if (record) jar.add(record);
  }
}

function keyOf({ name, domain, path }: ZyteCookie): string {
  return JSON.stringify([name, domain.replace(/^\./, "").toLowerCase(), path ?? "/"]);
}

/** All of them: pages have parts of other sites. Where they are too many, those of the page's own site stay, and of the others the newest. */
function cookiesFor(url: string, jar: CookieJar): ZyteCookie[] {
  const records = jar.cookies();
  if (records.length <= MAX_COOKIES) return records.map(fromRecord);
  const host = URL.canParse(url) ? new URL(url).hostname : "";
  const isOwn = ({ domain }: CookieRecord): boolean =>
    host === domain || host.endsWith(`.${domain}`);
  const others = records.filter((record) => !isOwn(record));
  const own = records.filter(isOwn).slice(-MAX_COOKIES);
  const room = MAX_COOKIES - own.length;
  return [...(room === 0 ? [] : others.slice(-room)), ...own].map(fromRecord);
}
