/** What the SameSite attribute said; kept for browsers, not applied (see {@link CookieRecord.sameSite}). */
export type SameSite = "strict" | "lax" | "none";

/** The partition a cookie with the `Partitioned` attribute lives in (CHIPS). */
export interface CookiePartition {
  /** Scheme and registrable domain of the page, as browsers write it: `"https://example.com"`. */
  readonly topLevelSite: string;
  /** Whether the cookie was set in a frame that has an ancestor of another site. Such a cookie is never sent top-level. */
  readonly crossSiteAncestor: boolean;
}

/** One stored cookie, plain JSON. */
export interface CookieRecord {
  /** May be empty, as browsers allow; then `value` is not. */
  readonly name: string;
  /** The octets of the header, one character each (as every HTTP client gives them). */
  readonly value: string;
  /** Canonical host: lower case, punycode, without a leading dot. */
  readonly domain: string;
  /** `true`: only for this very host. `false`: the Domain attribute was given, so subdomains get it too. */
  readonly hostOnly: boolean;
  /** Sent to this path and below; starts with a slash. */
  readonly path: string;
  /** Epoch milliseconds; `null` for a cookie that lives as long as its session. */
  readonly expiresAt: number | null;
  /** Sent only where nobody can listen: https, wss, loopback hosts. */
  readonly secure: boolean;
  /** Hidden from scripts; means nothing to HTTP. */
  readonly httpOnly: boolean;
  /**
   * `null` when the site gave none. A jar sends every cookie whatever this says: a request of a session is what
   * browsers call a top-level navigation without an initiator, which gets them all.
   */
  readonly sameSite: SameSite | null;
  /** `null` for ordinary cookies. */
  readonly partition: CookiePartition | null;
  /** Epoch milliseconds at which the cookie was first set; overwriting keeps it. */
  readonly createdAt: number;
}
