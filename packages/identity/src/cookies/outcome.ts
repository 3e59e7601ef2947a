/**
 * Why a cookie was refused. Rules are those of RFC 6265bis, section 5, where no other source is named.
 *
 * - `malformed`: control characters, no name and no value, a path without a leading slash
 * - `too-large`: name and value together over 4096 octets
 * - `domain-mismatch`: the Domain attribute does not cover the host that set it
 * - `public-suffix`: the Domain attribute is a suffix anybody can register under (`co.uk`)
 * - `insecure-origin`: Secure, but neither https nor a trustworthy localhost
 * - `secure-overlay`: a plain-http cookie would shadow a Secure one ("leave secure cookies alone")
 * - `prefix`: a name starting with `__Secure-` or `__Host-` without what that promises
 * - `same-site-none`: SameSite=None without Secure (as Chromium and Firefox do)
 * - `partitioned`: Partitioned without Secure (CHIPS)
 * - `too-many`: the jar is full of cookies that come first
 */
export type CookieRefusal =
  | "malformed"
  | "too-large"
  | "domain-mismatch"
  | "public-suffix"
  | "insecure-origin"
  | "secure-overlay"
  | "prefix"
  | "same-site-none"
  | "partitioned"
  | "too-many";

/**
 * What became of a cookie: `stored` (new or changed), `unchanged` (the jar held exactly it, or it deleted nothing),
 * `deleted` (it expired one that was there), or refused with the reason.
 */
export type CookieOutcome = "stored" | "unchanged" | "deleted" | `refused: ${CookieRefusal}`;
