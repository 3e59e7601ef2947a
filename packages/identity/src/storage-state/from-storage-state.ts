import { checkFunction, checkKeys } from "../check-options.ts";
import { CookieJar } from "../cookies/cookie-jar.ts";
import type { CookiePartition, CookieRecord, SameSite } from "../cookies/cookie.ts";
import { MAX_AGE_MS } from "../cookies/limits.ts";
import type { CookieRefusal } from "../cookies/outcome.ts";
import { siteOf } from "../cookies/site.ts";
import { describeKind, invalidOption } from "../errors.ts";
import {
  createHttpIdentity,
  type HttpIdentity,
  type HttpIdentityOptions,
} from "../identity/http-identity.ts";
import { octetsOfText } from "./octet-text.ts";
import type { StorageState, StorageStateCookie } from "./storage-state.ts";

/** A cookie of a storage state that no browser would have taken either. */
export interface RefusedCookie {
  readonly name: string;
  readonly domain: string;
  readonly reason: CookieRefusal;
}

/** What a browser's state does not say, and who hears of cookies that are left out. */
export interface FromStorageStateOptions extends Pick<
  HttpIdentityOptions,
  "proxy" | "headers" | "now"
> {
  /**
   * Called for every cookie that is left out because it breaks the rules for cookies (a `;` in the value, over 4 KB,
   * `__Host-` with a domain). States that a browser wrote have none.
   *
   * @default none: they are left out in silence
   */
  readonly onRefused?: ((cookie: RefusedCookie) => void) | undefined;
}

const OPTIONS = ["proxy", "headers", "now", "onRefused"] as const;

/**
 * A browser's cookies and storage as an HTTP identity. Nothing a browser reported is lost: `toStorageState` gives the
 * same state back, `origins` untouched.
 *
 * Hand-written states are understood as meant: `expires: 0` is a session cookie (a browser drops it without a word),
 * `None` without Secure counts as an unset SameSite (Chromium drops that too), lives are capped at 400 days, a missing
 * `_crHasCrossSiteAncestor` is `false` where the partition is the cookie's own site.
 *
 * @throws {@link IdentityError} `ERR_INVALID_OPTION` for a wrong proxy address, header or option, or for a state without `cookies` and
 *   `origins`.
 *
 * @example
 * ```ts
 * import { fromStorageState } from "@sessionary/identity";
 *
 * const identity = fromStorageState({
 *   cookies: [
 *     { name: "sid", value: "1", domain: "shop.example", path: "/", expires: -1, httpOnly: true, secure: true, sameSite: "Lax" },
 *   ],
 *   origins: [],
 * });
 * console.log(identity.cookies.cookieHeader("https://shop.example/")); // "sid=1"
 * ```
 */
export function fromStorageState(
  state: Readonly<StorageState>,
  options: FromStorageStateOptions = {},
): HttpIdentity {
  checkKeys("fromStorageState", options, OPTIONS);
  checkFunction("fromStorageState", "now", options.now);
  checkFunction("fromStorageState", "onRefused", options.onRefused);
  if (!Array.isArray(state?.cookies) || !Array.isArray(state.origins)) {
    throw invalidOption("fromStorageState", "state", "{ cookies, origins }", describeKind(state));
  }
  const { proxy, headers, now = Date.now } = options;
  const jar = new CookieJar({ now });
  for (const cookie of state.cookies) {
    const outcome = isCookie(cookie) ? jar.add(toRecord(cookie, now())) : "refused: malformed";
    if (!outcome.startsWith("refused: ")) continue;
    const reason = outcome.slice("refused: ".length) as CookieRefusal;
    options.onRefused?.({ name: cookie?.name, domain: cookie?.domain, reason });
  }
  return createHttpIdentity({
    proxy,
    headers,
    cookies: jar,
    origins: structuredClone(state.origins),
  });
}

/** States are read from files, which have no types; the jar checks the rest. */
function isCookie(cookie: unknown): boolean {
  return (
    typeof cookie === "object" &&
    cookie !== null &&
    typeof (cookie as StorageStateCookie).domain === "string"
  );
}

function toRecord(cookie: StorageStateCookie, nowAt: number): CookieRecord {
  const hostOnly = !cookie.domain.startsWith(".");
  const domain = (hostOnly ? cookie.domain : cookie.domain.slice(1)).toLowerCase();
  return {
    name: octetsOfText(cookie.name),
    value: octetsOfText(cookie.value),
    domain,
    hostOnly,
    path: octetsOfText(cookie.path),
    expiresAt: expiryOf(cookie.expires, nowAt),
    secure: cookie.secure,
    httpOnly: cookie.httpOnly,
    sameSite: sameSiteOf(cookie),
    partition: partitionOf(cookie, domain),
    createdAt: nowAt,
  };
}

function expiryOf(expires: number, nowAt: number): number | null {
  return expires <= 0 ? null : Math.min(expires * 1000, nowAt + MAX_AGE_MS);
}

function sameSiteOf({ sameSite, secure }: StorageStateCookie): SameSite | null {
  if (sameSite === "None") return secure ? "none" : null;
  return sameSite === "Strict" ? "strict" : "lax";
}

function partitionOf(
  { partitionKey, _crHasCrossSiteAncestor: ancestor }: StorageStateCookie,
  domain: string,
): CookiePartition | null {
  if (partitionKey === undefined || partitionKey === "") return null;
  const isOwnSite = partitionKey.replace(/^https?:\/\//, "") === siteOf(domain);
  return { topLevelSite: partitionKey, crossSiteAncestor: ancestor ?? !isOwnSite };
}
