import fc from "fast-check";

/** Few hosts, paths and names, so that random cookies meet, replace and shadow each other. */
const host: fc.Arbitrary<string> = fc.constantFrom(
  "shop.example",
  "www.shop.example",
  "a.www.shop.example",
  "other.example",
  "shop.co.uk",
  "127.0.0.1",
  "localhost",
  "[::1]",
);

const path: fc.Arbitrary<string> = fc.constantFrom(
  "/",
  "/a",
  "/a/",
  "/a/b",
  "/ab",
  "/a/b/c",
  "/;x=1/y",
);

export const url: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom("http", "https"), host, path)
  .map(([scheme, name, route]) => `${scheme}://${name}${route}`);

const attribute: fc.Arbitrary<string> = fc.oneof(
  host.map((name) => `Domain=${name}`),
  host.map((name) => `domain=.${name.toUpperCase()}`),
  path.filter((route) => !route.includes(";")).map((route) => `Path=${route}`),
  fc.integer({ min: -10, max: 1000 }).map((seconds) => `Max-Age=${seconds}`),
  fc
    .integer({ min: Date.UTC(2025, 11, 31), max: Date.UTC(2027, 11, 31) })
    .map((at) => `Expires=${new Date(at).toUTCString()}`),
  fc.constantFrom(
    "Secure",
    "HttpOnly",
    "SameSite=Lax",
    "samesite=none",
    "Partitioned",
    "Priority=High",
    "Path",
    "",
  ),
);

const name: fc.Arbitrary<string> = fc.constantFrom("a", "b", "c", "", "__Host-a", "__Secure-a");
const value: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom("", "1", "2"),
  fc.string({
    unit: fc.constantFrom("x", "y", "=", ",", '"', " ", "\t", "\u00c3\u00a9"),
    maxLength: 6,
  }),
);

/** Set-Cookie headers whose cookies have one of these names. */
export function setCookieNamed(names: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(names, value, fc.array(attribute, { maxLength: 4 }))
    .map(([key, content, attributes]) => [`${key}=${content}`, ...attributes].join("; "));
}

export const setCookie: fc.Arbitrary<string> = setCookieNamed(name);
