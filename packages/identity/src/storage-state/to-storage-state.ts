import type { CookieRecord } from "../cookies/cookie.ts";
import type { HttpIdentity } from "../identity/http-identity.ts";
import { textOfOctets } from "./octet-text.ts";
import type { StorageState, StorageStateCookie } from "./storage-state.ts";

const SAME_SITE = { strict: "Strict", lax: "Lax", none: "None" } as const;

/**
 * An identity's cookies and browser storage for `browser.newContext({ storageState })`. A SameSite that was never set
 * becomes `Lax`, which is how Chromium reports and treats it. Octets that are no UTF-8 are taken for Latin letters: a
 * state is text and cannot carry them.
 *
 * The proxy and the headers are not part of it: give `newContext` the same proxy and user agent.
 *
 * @example
 * ```ts
 * import { createHttpIdentity, toStorageState } from "@sessionary/identity";
 *
 * const identity = createHttpIdentity();
 * identity.cookies.setCookie("sid=1; Domain=shop.example", "https://www.shop.example/");
 * console.log(toStorageState(identity).cookies[0]?.domain); // ".shop.example"
 * ```
 */
export function toStorageState(identity: HttpIdentity): StorageState {
  return {
    cookies: identity.cookies.cookies().map(toCookie),
    origins: structuredClone([...identity.origins]),
  };
}

function toCookie(record: CookieRecord): StorageStateCookie {
  const { name, value, domain, hostOnly, path, expiresAt, httpOnly, secure, sameSite, partition } =
    record;
  return {
    name: textOfOctets(name),
    value: textOfOctets(value),
    domain: hostOnly ? domain : `.${domain}`,
    path: textOfOctets(path),
    // To the microsecond, which is what Chromium counts in: the way to milliseconds and back rounds otherwise.
    expires: expiresAt === null ? -1 : Math.round(expiresAt * 1000) / 1_000_000,
    httpOnly,
    secure,
    sameSite: sameSite === null ? "Lax" : SAME_SITE[sameSite],
    ...(partition && {
      partitionKey: partition.topLevelSite,
      _crHasCrossSiteAncestor: partition.crossSiteAncestor,
    }),
  };
}
