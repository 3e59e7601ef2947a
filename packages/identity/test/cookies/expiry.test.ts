import { describe, expect, it } from "vitest";
import { CookieJar } from "../../src/index.ts";
import { createTestClock } from "../support/clock.ts";

const SHOP = "https://shop.example/";
const DAY_MS = 24 * 60 * 60 * 1000;

describe("expiry", () => {
  it("keeps a cookie without Max-Age and Expires as long as the jar", () => {
    const clock = createTestClock();
    const jar = new CookieJar({ now: clock.now });
    jar.setCookie("a=1", SHOP);
    clock.advance(1000 * DAY_MS);
    expect(jar.cookieHeader(SHOP)).toBe("a=1");
    expect(jar.cookies()[0]?.expiresAt).toBeNull();
  });

  it("counts Max-Age from receipt, however often the cookie is read", () => {
    const clock = createTestClock();
    const jar = new CookieJar({ now: clock.now });
    jar.setCookie("a=1; Max-Age=2", SHOP);
    expect(jar.cookies()[0]?.expiresAt).toBe(clock.now() + 2000);
    clock.advance(1000);
    expect(jar.cookieHeader(SHOP)).toBe("a=1");
    clock.advance(999);
    expect(jar.cookieHeader(SHOP)).toBe("a=1");
    clock.advance(1);
    expect(jar.cookieHeader(SHOP)).toBe("");
    expect(jar.size).toBe(0);
  });

  it("honours Expires, and Max-Age before it", () => {
    const clock = createTestClock(Date.UTC(2026, 0, 1));
    const jar = new CookieJar({ now: clock.now });
    jar.setCookie("a=1; Expires=Fri, 02 Jan 2026 00:00:00 GMT", SHOP);
    jar.setCookie("b=1; Expires=Fri, 02 Jan 2026 00:00:00 GMT; Max-Age=60", SHOP);
    jar.setCookie("c=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", SHOP);
    expect(jar.cookies().map((cookie) => cookie.expiresAt)).toEqual([
      Date.UTC(2026, 0, 2),
      clock.now() + 60_000,
      clock.now() + 60_000,
    ]);
  });

  it.each([
    "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
    "Max-Age=0",
    "Max-Age=-1",
    "Max-Age=-99999999999999999999",
  ])("deletes by %s", (attribute) => {
    const jar = new CookieJar({ now: createTestClock().now });
    jar.setCookie("a=1", SHOP);
    expect(jar.setCookie(`a=; ${attribute}`, SHOP)).toBe("deleted");
    expect(jar.setCookie(`a=; ${attribute}`, SHOP)).toBe("unchanged");
    expect(jar.cookies()).toEqual([]);
  });

  it("deletes only the cookie of the same domain, path and host-only flag", () => {
    const jar = new CookieJar({ now: createTestClock().now });
    jar.setCookies(["a=1; Path=/", "a=2; Path=/x", "a=3; Path=/; Domain=shop.example"], SHOP);
    jar.setCookie("a=; Path=/; Max-Age=0", SHOP);
    expect(jar.cookies().map((cookie) => cookie.value)).toEqual(["2", "3"]);
  });

  it.each([
    "Max-Age=99999999999",
    `Max-Age=${"9".repeat(400)}`,
    "Expires=Fri, 31 Dec 9999 23:59:59 GMT",
  ])("caps %s at 400 days", (attribute) => {
    const clock = createTestClock();
    const jar = new CookieJar({ now: clock.now });
    jar.setCookie(`a=1; ${attribute}`, SHOP);
    expect(jar.cookies()[0]?.expiresAt).toBe(clock.now() + 400 * DAY_MS);
  });

  it.each(["Max-Age=soon", "Max-Age=1.5", "Max-Age=", "Expires=tomorrow", "Expires="])(
    "ignores %s",
    (attribute) => {
      const jar = new CookieJar({ now: createTestClock().now });
      jar.setCookie(`a=1; ${attribute}`, SHOP);
      expect(jar.cookies()[0]?.expiresAt).toBeNull();
    },
  );

  it("forgets an old life when the cookie is set again without one", () => {
    const clock = createTestClock();
    const jar = new CookieJar({ now: clock.now });
    jar.setCookie("a=1; Max-Age=1", SHOP);
    jar.setCookie("a=1", SHOP);
    clock.advance(2000);
    expect(jar.cookieHeader(SHOP)).toBe("a=1");
  });

  it("drops each cookie at its own time", () => {
    const clock = createTestClock();
    const jar = new CookieJar({ now: clock.now });
    jar.setCookies(["a=1; Max-Age=3", "b=1; Max-Age=1", "c=1; Max-Age=2"], SHOP);
    const seen = [0, 1, 2, 3].map(() => {
      const header = jar.cookieHeader(SHOP);
      clock.advance(1000);
      return header;
    });
    expect(seen).toEqual(["a=1; b=1; c=1", "a=1; c=1", "a=1", ""]);
  });
});
