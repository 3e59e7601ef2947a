import type { CookieRecord } from "./cookie.ts";
import { defaultPath, domainMatch } from "./match.ts";
import type { CookieRefusal } from "./outcome.ts";
import type { ParsedSetCookie } from "./parse-set-cookie.ts";
import { topLevelSite, type RequestTarget } from "./request-target.ts";
import { registrableDomain } from "./site.ts";

/**
 * The rules of RFC 6265bis, 5.7, that need no look at what is stored: gives the cookie to store, or says why not.
 * A request of a session is top-level, so the partition of a Partitioned cookie is the site that set it.
 */
export function judgeCookie(
  parsed: ParsedSetCookie,
  target: RequestTarget,
  nowAt: number,
): CookieRecord | CookieRefusal {
  const domain = judgeDomain(parsed.domain, target.host);
  if (domain === "domain-mismatch" || domain === "public-suffix") return domain;
  if (parsed.secure && !target.secure) return "insecure-origin";
  const hostOnly = domain === null;
  const flaw = attributeFlaw({ ...parsed, hostOnly });
  if (flaw !== undefined) return flaw;
  return Object.freeze({
    name: parsed.name,
    value: parsed.value,
    domain: domain?.covered ?? target.host,
    hostOnly,
    path: parsed.path ?? defaultPath(target.path),
    expiresAt: parsed.expiresAt,
    secure: parsed.secure,
    httpOnly: parsed.httpOnly,
    sameSite: parsed.sameSite,
    partition: parsed.partitioned
      ? Object.freeze({ topLevelSite: topLevelSite(target), crossSiteAncestor: false })
      : null,
    createdAt: nowAt,
  });
}

/** The promises between attributes of one cookie, wherever it comes from. */
export function attributeFlaw(cookie: {
  readonly name: string;
  readonly value: string;
  readonly path: string | null;
  readonly hostOnly: boolean;
  readonly secure: boolean;
  readonly sameSite: string | null;
  readonly partitioned: boolean;
}): CookieRefusal | undefined {
  if (cookie.sameSite === "none" && !cookie.secure) return "same-site-none";
  if (cookie.partitioned && !cookie.secure) return "partitioned";
  // A nameless cookie is sent as its value alone, which must not pass for a name with a prefix.
  const shown = (cookie.name === "" ? cookie.value : cookie.name).slice(0, 9).toLowerCase();
  const securePrefix = shown.startsWith("__secure-");
  const hostPrefix = shown.startsWith("__host-");
  if (!securePrefix && !hostPrefix) return undefined;
  if (cookie.name === "" || !cookie.secure) return "prefix";
  return hostPrefix && !(cookie.hostOnly && cookie.path === "/") ? "prefix" : undefined;
}

/** `null`: for this host only. */
function judgeDomain(
  domain: string,
  host: string,
): { readonly covered: string } | null | "domain-mismatch" | "public-suffix" {
  if (domain === "") return null;
  if (!domainMatch(host, domain)) return "domain-mismatch";
  if (registrableDomain(domain) !== undefined) return { covered: domain };
  // An address or a public suffix may name itself, and no more (RFC 6265bis, 5.7, step 9).
  return domain === host ? null : "public-suffix";
}
