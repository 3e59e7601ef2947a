import type { CookieRecord, SameSite } from "@sessionary/identity";
import type { ZyteCookie } from "../request/cookie.ts";

const SAME_SITE: Readonly<Record<string, SameSite>> = {
  Strict: "strict",
  Lax: "lax",
  None: "none",
};
const ZYTE_SAME_SITE = { strict: "Strict", lax: "Lax", none: "None" } as const;

/** A cookie of the service as a jar keeps it; `undefined` when its domain is none. */
export function toRecord(cookie: ZyteCookie, now: number): CookieRecord | undefined {
  const domain = canonicalHost(cookie.domain);
  if (domain === undefined) return undefined;
  const { name, value, path, expires, secure = false, httpOnly = false } = cookie;
  const sameSite = SAME_SITE[cookie.sameSite ?? ""] ?? null;
  return {
    name,
    value,
    domain,
    // A host without dots, or an address, has no subdomains to share a cookie with.
    hostOnly: !cookie.domain.startsWith(".") || !/\..*[a-z]/i.test(domain),
    path: path?.startsWith("/") ? path : "/",
    // As browsers have it, -1 is no time but the end of the session.
    expiresAt: expires === undefined || expires < 0 ? null : expires * 1000,
    secure,
    httpOnly,
    // The service is no browser: it may name what a browser would refuse, and wants it back as it was.
    sameSite: sameSite === "none" && !secure ? null : sameSite,
    partition: null,
    createdAt: now,
  };
}

/** A cookie of a jar as the service takes it. */
export function fromRecord(record: CookieRecord): ZyteCookie {
  const { name, value, domain, hostOnly, path, expiresAt, secure, httpOnly, sameSite } = record;
  return {
    name,
    value,
    domain: hostOnly ? domain : `.${domain}`,
    path,
    ...(expiresAt === null ? {} : { expires: Math.ceil(expiresAt / 1000) }),
    ...(httpOnly ? { httpOnly } : {}),
    ...(secure ? { secure } : {}),
    ...(sameSite === null ? {} : { sameSite: ZYTE_SAME_SITE[sameSite] }),
  };
}

function canonicalHost(domain: string): string | undefined {
  const url = `http://${domain.replace(/^\./, "")}/`;
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}
