import { describe, expect, it } from "vitest";
import { CookieJar } from "../../src/index.ts";

const SITE = "https://shop.example";

describe("path matching (RFC 6265bis 5.1.4)", () => {
  it.each([
    ["/a", "/a", true],
    ["/a", "/a/", true],
    ["/a", "/a/b", true],
    ["/a", "/ab", false],
    ["/a", "/", false],
    ["/a/", "/a", false],
    ["/a/", "/a/b", true],
    ["/a", "/a?b=/c", true],
    ["/a", "/A", false],
    ["/a%20b", "/a b", true],
  ])("a cookie for %s is sent to %s: %s", (path, route, expected) => {
    const jar = new CookieJar();
    jar.setCookie(`a=1; Path=${path}`, `${SITE}/`);
    expect(jar.cookieHeader(`${SITE}${route}`) !== "").toBe(expected);
  });

  it.each([
    ["/", "/"],
    ["/login", "/"],
    ["/account/login", "/account"],
    ["/account/", "/account"],
    ["/a/b/c?d=/e/f", "/a/b"],
    ["/%7Euser/login", "/%7Euser"],
  ])("a cookie set on %s without a path gets the path %s", (route, expected) => {
    const jar = new CookieJar();
    jar.setCookie("a=1", `${SITE}${route}`);
    expect(jar.cookies()[0]?.path).toBe(expected);
  });

  it.each(["Path=", "Path", "Path=login", "Path=/x; Path=login"])(
    "takes the default path for %s",
    (attribute) => {
      const jar = new CookieJar();
      jar.setCookie(`a=1; ${attribute}`, `${SITE}/account/login`);
      expect(jar.cookies()[0]?.path).toBe("/account");
    },
  );

  it("keeps cookies of one name and different paths apart", () => {
    const jar = new CookieJar();
    jar.setCookie("a=root; Path=/", SITE);
    jar.setCookie("a=deep; Path=/a", SITE);
    expect(jar.cookieHeader(`${SITE}/a`)).toBe("a=deep; a=root");
  });
});
