import fc from "fast-check";
import { CookieJar as ToughJar } from "tough-cookie";
import { describe, expect, it } from "vitest";
import { CookieJar } from "../../src/index.ts";

/**
 * Where tough-cookie follows the RFC it must agree with us. Left out is what it does otherwise: nameless cookies,
 * Max-Age (counted from the last read), host-only and domain cookies of one name (one replaces the other), the default
 * path (decoded), `localhost` as a domain, plain-http overlays of Secure cookies, SameSite=None without Secure.
 */
const hosts = [
  "shop.example.com",
  "www.shop.example.com",
  "example.com",
  "other.example.com",
  "example.co.uk",
  "127.0.0.1",
];
const routes = ["/", "/a", "/a/", "/a/b", "/ab", "/a/b/c"];
const url = fc
  .tuple(fc.constantFrom(...hosts), fc.constantFrom(...routes))
  .map(([host, route]) => `https://${host}${route}`);

const attributes = fc.record(
  {
    path: fc.constantFrom(...routes).map((route) => `Path=${route}`),
    secure: fc.constant("Secure"),
    httpOnly: fc.constant("HttpOnly"),
    sameSite: fc.constantFrom("SameSite=Lax", "SameSite=Strict"),
    expires: fc.constantFrom(
      "Expires=Fri, 02 Jan 1970 00:00:00 GMT",
      "Expires=Sun, 06-Nov-2199 08:49:37 GMT",
      "Expires=nonsense",
    ),
  },
  { requiredKeys: [] },
);

/** A name always goes with the same scope, so that the two never meet under one name. */
const setCookie = fc
  .tuple(
    fc.constantFrom("a", "b", "__Host-c", "__Secure-d"),
    fc.constantFrom("1", "2", "x=y", ""),
    attributes,
    fc.option(fc.constantFrom("com", "co.uk", ...hosts, ".example.com", "EXAMPLE.com"), {
      nil: undefined,
    }),
  )
  .map(([name, value, rest, domain]) =>
    [
      `${name}${domain === undefined ? "h" : "d"}=${value}`,
      ...Object.values(rest),
      ...(domain === undefined ? [] : [`Domain=${domain}`]),
    ].join("; "),
  )
  .filter((header) => !header.includes("Domain=127.0.0.1"));

describe("agreement with tough-cookie", () => {
  it("holds for storing and matching, where it follows the RFC", () => {
    const step = fc.record({ header: setCookie, from: url });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 12 }),
        fc.array(url, { minLength: 1, maxLength: 4 }),
        (steps, targets) => {
          const ours = new CookieJar();
          const theirs = new ToughJar();
          for (const { header, from } of steps) {
            ours.setCookie(header, from);
            theirs.setCookieSync(header, from, { ignoreError: true });
            // Reading is when it drops what has expired; until then a new cookie would inherit the place of a dead one.
            theirs.getCookiesSync(from, { allPaths: true });
          }
          for (const target of targets)
            expect(ours.cookieHeader(target)).toBe(theirs.getCookieStringSync(target));
        },
      ),
      { numRuns: 1000 },
    );
  });
});
