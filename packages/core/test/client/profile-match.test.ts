import { describe, expect, test } from "vitest";
import { compileMatch, isMatch } from "../../src/client/profile-match.ts";
import { hostOf } from "../../src/client/url-parts.ts";

type Match = Parameters<typeof compileMatch<string>>[0];

function matches(match: Match, url: string): boolean {
  const { fitsHost, fits } = compileMatch(match);
  return fitsHost(hostOf(url)) && (fits === undefined || fits(url, url));
}

describe("what matches", () => {
  test.each<[Match, string]>([
    ["shop.example", "https://shop.example/p/1"],
    ["shop.example", "https://shop.example:8443/p/1"],
    ["Shop.Example", "https://SHOP.example/"],
    ["shop.example:8443", "https://shop.example:8443/"],
    ["*.shop.example", "https://de.shop.example/"],
    ["*.shop.example", "https://a.b.shop.example:8080/"],
    ["*", "https://anything.example/"],
    ["[::1]", "http://[::1]:8080/"],
    ["shop.example/p/*", "https://shop.example/p/1/reviews?page=2"],
    ["shop.example/p/*/reviews", "https://shop.example/p/1/reviews?page=2#top"],
    ["shop.example/p", "https://shop.example/p?x=1"],
    ["shop.example/", "https://shop.example"],
    ["*.shop.example:8080/cart/*", "http://de.shop.example:8080/cart/1"],
    ["shop.example/a.b+c/(d)", "https://shop.example/a.b+c/(d)"],
    [/\/p\/\d+$/g, "https://shop.example/p/12"],
    [(request) => request.endsWith("1"), "https://shop.example/p/1"],
  ])("%s matches %s", (match, url) => {
    expect(matches(match, url)).toBe(true);
    expect(matches(match, url)).toBe(true);
  });

  test.each<[Match, string]>([
    ["shop.example", "https://de.shop.example/"],
    ["shop.example", "https://workshop.example/"],
    ["shop.example", "https://other.example/?shop.example"],
    ["shop.example:8443", "https://shop.example/"],
    ["*.shop.example", "https://shop.example/"],
    ["*.shop.example", "https://workshop.example/"],
    ["shop.example/p/*", "https://shop.example/cart?x=/p/1"],
    ["shop.example/p", "https://shop.example/p/1"],
    ["shop.example/P", "https://shop.example/p"],
    ["shop.example/a.b", "https://shop.example/axb"],
    [/\/p\/\d+$/, "https://shop.example/p/x"],
    [(request) => request.endsWith("1"), "https://shop.example/p/2"],
  ])("%s does not match %s", (match, url) => {
    expect(matches(match, url)).toBe(false);
  });

  test("a global RegExp starts at the beginning for every request", () => {
    const { fits } = compileMatch<string>(/shop/g);
    expect([1, 2, 3].map(() => fits?.("", "https://shop.example/"))).toEqual([true, true, true]);
  });
});

test("specificity falls from long patterns to short ones, from exact to starred, from strings to RegExps to functions", () => {
  const ordered: Match[] = [
    "shop.example/products/*/reviews",
    "shop.example/products",
    "shop.example/products*",
    "shop.example:8080",
    "shop.example/p/*",
    "shop.example/*",
    "shop.example",
    "*.example",
    "*",
    /shop\.example\/products\/very\/long/,
    () => true,
  ];
  const found = ordered.map((match) => compileMatch<string>(match).specificity);
  expect(found).toEqual(found.toSorted((a, b) => b - a));
  expect(new Set(found).size).toBe(found.length);
});

test.each([
  "",
  "https://shop.example/",
  "shop.example/p?x=1",
  "sh*p.example",
  "shop.*",
  "*shop.example",
  "shop example",
  "user@shop.example",
  "/p/*",
  "shop.example:port",
  42,
  null,
  {},
])("%j is no match", (match) => {
  expect(isMatch(match)).toBe(false);
});
