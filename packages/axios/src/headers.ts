import type { AxiosRequestHeaders } from "axios";
import type { IdentityHeaders } from "@sessionary/identity";

/** What axios itself would like to get: a session that says otherwise knows better. */
const ACCEPT_OF_AXIOS = "application/json, text/plain, */*";

/** Header fields of the same class, whichever copy of axios it is from. The adapter of axios changes those it is given. */
export function copyHeaders(headers: AxiosRequestHeaders): AxiosRequestHeaders {
  const blank = Object.create(Object.getPrototypeOf(headers) as object) as AxiosRequestHeaders;
  return Object.assign(blank, headers);
}

/** A session's headers in their order and spelling, with the request's own, which win. */
export function mergeHeaders(
  ofSession: IdentityHeaders,
  ofRequest: AxiosRequestHeaders,
): AxiosRequestHeaders {
  const names = Object.keys(ofSession);
  if (names.length === 0) return copyHeaders(ofRequest);
  const own = new Map(Object.keys(ofRequest).map((name) => [name.toLowerCase(), name]));
  const merged = Object.create(Object.getPrototypeOf(ofRequest) as object) as AxiosRequestHeaders;
  for (const name of names) {
    const given = own.get(name.toLowerCase());
    const value: unknown = given === undefined ? undefined : ofRequest[given];
    const isGiven = value !== undefined && value !== ACCEPT_OF_AXIOS;
    merged[name] = isGiven ? value : ofSession[name];
    if (given !== undefined) own.delete(name.toLowerCase());
  }
  for (const name of own.values()) merged[name] = ofRequest[name];
  return merged;
}

/** Removes a field, whatever its spelling, and answers its last value. */
export function takeHeader(headers: Record<string, unknown>, wanted: string): unknown {
  let value: unknown;
  for (const name of Object.keys(headers)) {
    if (name.length !== wanted.length || name.toLowerCase() !== wanted) continue;
    value = headers[name];
    delete headers[name];
  }
  return value;
}

/** The session's cookies, then the request's own; a name that the request gives is not sent with the session's value. */
export function mergeCookies(ofSession: string, ofRequest: string): string {
  if (ofRequest === "") return ofSession;
  if (ofSession === "") return ofRequest;
  const own = new Set(ofRequest.split(";").map(cookieName));
  const kept = ofSession.split("; ").filter((pair) => !own.has(cookieName(pair)));
  return [...kept, ofRequest].join("; ");
}

function cookieName(pair: string): string {
  const end = pair.indexOf("=");
  return (end === -1 ? "" : pair.slice(0, end)).trim();
}
