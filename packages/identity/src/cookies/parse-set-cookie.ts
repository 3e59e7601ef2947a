import { Cookie } from "tough-cookie";
import type { SameSite } from "./cookie.ts";
import { MAX_AGE_MS, MAX_ATTRIBUTE_OCTETS, MAX_PAIR_OCTETS } from "./limits.ts";
import { CONTROLS, exceedsOctets } from "./octets.ts";
import type { CookieRefusal } from "./outcome.ts";

/** A Set-Cookie header, read but not yet judged. */
export interface ParsedSetCookie {
  readonly name: string;
  readonly value: string;
  /** The Domain attribute in lower case without its leading dot; `""` where there is none. */
  readonly domain: string;
  /** `null` where the default path applies. */
  readonly path: string | null;
  readonly expiresAt: number | null;
  /** Whether receiving the same header later would give another expiry. */
  readonly relative: boolean;
  /** What Max-Age gives from any receipt on, in milliseconds; `null` where another attribute decides, or none. */
  readonly lifeMs: number | null;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: SameSite | null;
  readonly partitioned: boolean;
}

const DOMAIN_ATTRIBUTE = /;[ \t]*domain[ \t]*(?:=([^;]*))?(?=;|$)/gi;
const PARTITIONED = /^partitioned[ \t]*(?:=|$)/i;

/** RFC 6265bis, 5.6. The pair is read here, since tough-cookie follows the older RFC there; it reads the attributes. */
export function parseSetCookie(header: string, nowAt: number): ParsedSetCookie | CookieRefusal {
  if (CONTROLS.test(header)) return "malformed";
  const semicolon = header.indexOf(";");
  const pair = semicolon === -1 ? header : header.slice(0, semicolon);
  const equals = pair.indexOf("=");
  const name = equals === -1 ? "" : trim(pair.slice(0, equals));
  const value = trim(pair.slice(equals + 1));
  if (name === "" && value === "") return "malformed";
  if (exceedsOctets(name + value, MAX_PAIR_OCTETS)) return "too-large";

  const attributes = semicolon === -1 ? "" : withoutLongAttributes(header.slice(semicolon));
  const cookie = attributes === "" ? undefined : Cookie.parse(`n=v${attributes}`);
  return {
    name,
    value,
    domain: cookie?.domain ? lastDomain(attributes) : "",
    path: cookie?.path ?? null,
    ...expiry(cookie, nowAt),
    secure: cookie?.secure ?? false,
    httpOnly: cookie?.httpOnly ?? false,
    sameSite: sameSite(cookie?.sameSite),
    partitioned: cookie?.extensions?.some((extension) => PARTITIONED.test(extension)) ?? false,
  };
}

/** Spaces and tabs only, other than `String.trim`; and by hand, since `/[ \t]+$/` takes quadratic time on hostile input. */
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function withoutLongAttributes(attributes: string): string {
  if (attributes.length <= MAX_ATTRIBUTE_OCTETS) return attributes;
  return attributes
    .split(";")
    .filter(
      (attribute) =>
        !exceedsOctets(trim(attribute.slice(attribute.indexOf("=") + 1)), MAX_ATTRIBUTE_OCTETS),
    )
    .join(";");
}

/** The last Domain attribute decides even where it is empty; tough-cookie passes over empty ones. */
function lastDomain(attributes: string): string {
  let last = "";
  for (const match of attributes.matchAll(DOMAIN_ATTRIBUTE)) last = trim(match[1] ?? "");
  return last.replace(/^\./, "").toLowerCase();
}

/**
 * Max-Age beats Expires and becomes a point in time here, on receipt: tough-cookie counts it from the last read, so
 * that a cookie read often enough never ends.
 */
function expiry(
  cookie: Cookie | undefined,
  nowAt: number,
): Pick<ParsedSetCookie, "expiresAt" | "relative" | "lifeMs"> {
  if (cookie === undefined) return { expiresAt: null, relative: false, lifeMs: null };
  if (cookie.maxAge !== null) {
    const lifeMs = Math.min(Number(cookie.maxAge) * 1000, MAX_AGE_MS);
    return { expiresAt: Math.max(nowAt + lifeMs, 0), relative: true, lifeMs };
  }
  if (!(cookie.expires instanceof Date)) return { expiresAt: null, relative: false, lifeMs: null };
  const latestAt = nowAt + MAX_AGE_MS;
  const expiresAt = cookie.expires.getTime();
  const relative = expiresAt > latestAt;
  return { expiresAt: Math.min(expiresAt, latestAt), relative, lifeMs: null };
}

function sameSite(value: string | undefined): SameSite | null {
  return value === "strict" || value === "lax" || value === "none" ? value : null;
}
