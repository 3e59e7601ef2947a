/** Octets of name and value together (RFC 6265bis, 5.6). */
export const MAX_PAIR_OCTETS = 4096;

/** Octets of one attribute's value; longer attributes are ignored (RFC 6265bis, 5.6). */
export const MAX_ATTRIBUTE_OCTETS = 1024;

/** Longest life of a cookie, 400 days (RFC 6265bis, 5.5). */
export const MAX_AGE_MS: number = 400 * 24 * 60 * 60 * 1000;

/** Cookies of one registrable domain, subdomains included: what Chromium and Firefox keep. */
export const MAX_PER_SITE = 180;

/** Cookies of one jar (RFC 6265bis, 6.1). */
export const MAX_PER_JAR = 3000;
