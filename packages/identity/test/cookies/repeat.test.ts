import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CookieJar } from "../../src/index.ts";
import { setCookie, url } from "../support/arbitraries.ts";
import { createTestClock } from "../support/clock.ts";

const SHOP = "https://shop.example/a/b";

describe("a repeated Set-Cookie", () => {
  it("leaves the jar as it is", () => {
    const jar = new CookieJar();
    jar.setCookie("a=1; Path=/", SHOP);
    const version = jar.version;
    expect(jar.setCookie("a=1; Path=/", SHOP)).toBe("unchanged");
    expect(jar.version).toBe(version);
  });

  it("still extends a life given by Max-Age", () => {
    const clock = createTestClock();
    const jar = new CookieJar({ now: clock.now });
    for (let turn = 0; turn < 5; turn += 1) {
      jar.setCookie("a=1; Max-Age=2", SHOP);
      clock.advance(1500);
      expect(jar.cookieHeader(SHOP)).toBe("a=1");
    }
  });

  it("still extends a life that the cap cut short", () => {
    const clock = createTestClock();
    const jar = new CookieJar({ now: clock.now });
    const header = "a=1; Expires=Fri, 31 Dec 9999 23:59:59 GMT";
    jar.setCookie(header, SHOP);
    clock.advance(1000);
    expect(jar.setCookie(header, SHOP)).toBe("stored");
    expect(jar.cookies()[0]?.expiresAt).toBe(clock.now() + 400 * 24 * 60 * 60 * 1000);
  });

  it("restores what another header changed, deleted or what was cleared", () => {
    const jar = new CookieJar();
    jar.setCookie("a=1", SHOP);
    jar.setCookie("a=2", SHOP);
    expect(jar.setCookie("a=1", SHOP)).toBe("stored");
    jar.setCookie("a=; Max-Age=0", SHOP);
    expect(jar.setCookie("a=1", SHOP)).toBe("stored");
    jar.clear();
    expect(jar.setCookie("a=1", SHOP)).toBe("stored");
    expect(jar.cookieHeader(SHOP)).toBe("a=1");
  });

  it("means another cookie from another host, scheme or directory", () => {
    const jar = new CookieJar();
    const from = [
      "https://shop.example/a/b",
      "https://shop.example/b/c",
      "https://other.example/a/b",
    ];
    for (const source of from) expect(jar.setCookie("a=1", source)).toBe("stored");
    expect(jar.setCookie("a=1", "https://shop.example/a/other")).toBe("unchanged");
    expect(jar.setCookie("chip=1; Secure; Partitioned; Path=/", "http://localhost/")).toBe(
      "stored",
    );
    expect(jar.setCookie("chip=1; Secure; Partitioned; Path=/", "https://localhost/")).toBe(
      "stored",
    );
  });

  it("has its full effect once its Expires has come", () => {
    const clock = createTestClock(Date.UTC(2026, 0, 1));
    const jar = new CookieJar({ now: clock.now });
    const header = "a=1; Expires=Thu, 01 Jan 2026 00:00:10 GMT";
    expect(jar.setCookie(header, SHOP)).toBe("stored");
    clock.advance(10_000);
    expect(jar.setCookie(header, SHOP)).toBe("unchanged");
    expect(jar.size).toBe(0);
  });

  it("always ends as it would in a jar that knows no repeats", () => {
    const step = fc.record({
      header: setCookie,
      from: url,
      waitMs: fc.constantFrom(0, 0, 1000, 60_000),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
        const clock = createTestClock();
        const jar = new CookieJar({ now: clock.now });
        const plain = new CookieJar({ now: clock.now });
        // Every step comes twice, and the whole sequence again, so that headers repeat in all neighbourhoods.
        for (const { header, from, waitMs } of [...steps, ...steps]) {
          for (const spelling of [header, header]) jar.setCookie(spelling, from);
          // One more attribute that means nothing makes each spelling new.
          for (const mark of ["x", "y"]) plain.setCookie(`${header}; ${mark}${clock.now()}`, from);
          clock.advance(waitMs);
          expect(jar.cookies()).toEqual(plain.cookies());
        }
      }),
      { numRuns: 400 },
    );
  });
});
