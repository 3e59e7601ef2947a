import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CookieJar, type CookieRecord } from "../../src/index.ts";
import { setCookie, url } from "../support/arbitraries.ts";
import { createTestClock } from "../support/clock.ts";

const SITE = "https://shop.example";

describe("the order of the Cookie header (RFC 6265bis 5.8.3)", () => {
  it("has longer paths first, then earlier creation", () => {
    const jar = new CookieJar();
    jar.setCookies(
      ["a=1; Path=/", "b=1; Path=/x/y", "c=1; Path=/x", "d=1; Path=/", "e=1; Path=/x"],
      SITE,
    );
    expect(jar.cookieHeader(`${SITE}/x/y/z`)).toBe("b=1; c=1; e=1; a=1; d=1");
  });

  it("keeps the place and the time of creation of a cookie that is overwritten", () => {
    const clock = createTestClock();
    const jar = new CookieJar({ now: clock.now });
    jar.setCookies(["a=1", "b=1"], SITE);
    const createdAt = clock.now();
    clock.advance(1000);
    jar.setCookie("a=2", SITE);
    expect(jar.cookieHeader(SITE)).toBe("a=2; b=1");
    expect(jar.cookies()[0]?.createdAt).toBe(createdAt);
  });

  it("gives a cookie that was deleted or expired a new place", () => {
    const clock = createTestClock();
    const jar = new CookieJar({ now: clock.now });
    jar.setCookies(["a=1; Max-Age=1", "b=1"], SITE);
    clock.advance(1000);
    jar.setCookie("a=1", SITE);
    expect(jar.cookieHeader(SITE)).toBe("b=1; a=1");
    jar.setCookies(["b=; Max-Age=0", "b=1"], SITE);
    expect(jar.cookieHeader(SITE)).toBe("a=1; b=1");
  });
});

describe("the header cache", () => {
  it("tells paths apart that different cookies are for", () => {
    const jar = new CookieJar();
    jar.setCookies(["root=1; Path=/", "a=1; Path=/a", "deep=1; Path=/a/b/"], SITE);
    for (let turn = 0; turn < 2; turn += 1) {
      expect(jar.cookieHeader(`${SITE}/`)).toBe("root=1");
      expect(jar.cookieHeader(`${SITE}/ab`)).toBe("root=1");
      expect(jar.cookieHeader(`${SITE}/a/x`)).toBe("a=1; root=1");
      expect(jar.cookieHeader(`${SITE}/a/b`)).toBe("a=1; root=1");
      expect(jar.cookieHeader(`${SITE}/a/b/c`)).toBe("deep=1; a=1; root=1");
    }
  });

  it("forgets when a cookie changes, ends, or all are cleared", () => {
    const clock = createTestClock();
    const jar = new CookieJar({ now: clock.now });
    jar.setCookie("a=1; Max-Age=10", SITE);
    expect(jar.cookieHeader(SITE)).toBe("a=1");
    jar.setCookie("b=1", SITE);
    expect(jar.cookieHeader(SITE)).toBe("a=1; b=1");
    clock.advance(10_000);
    expect(jar.cookieHeader(SITE)).toBe("b=1");
    jar.clear();
    expect(jar.cookieHeader(SITE)).toBe("");
    jar.setCookie("c=1", SITE);
    expect(jar.cookieHeader(SITE)).toBe("c=1");
  });

  it("takes strings and URL objects for the same, also when an object changes", () => {
    const jar = new CookieJar();
    jar.setCookie("a=1; Path=/a", SITE);
    const target = new URL(`${SITE}/a`);
    expect(jar.cookieHeader(target)).toBe("a=1");
    target.pathname = "/b";
    expect(jar.cookieHeader(target)).toBe("");
    expect(jar.cookieHeader(`${SITE}/a`)).toBe("a=1");
  });

  it("stays right over many more hosts than it remembers", () => {
    const jar = new CookieJar();
    const hosts = Array.from({ length: 150 }, (_, index) => `https://h${index}.shop.example/`);
    jar.setCookie("all=1; Domain=shop.example", SITE);
    for (const host of hosts) jar.setCookie(`own=${host.length}`, host);
    for (const host of [...hosts, ...hosts])
      expect(jar.cookieHeader(host)).toBe(`all=1; own=${host.length}`);
  });

  it("always gives what a fresh computation would", () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("set" as const), header: setCookie, from: url }),
      fc.record({ kind: fc.constant("wait" as const), ms: fc.constantFrom(500, 5000, 500_000) }),
      fc.record({ kind: fc.constant("read" as const) }),
    );
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 25 }),
        fc.array(url, { minLength: 1, maxLength: 5 }),
        (steps, urls) => {
          const clock = createTestClock();
          const jar = new CookieJar({ now: clock.now });
          for (const action of steps) {
            if (action.kind === "set") jar.setCookie(action.header, action.from);
            else if (action.kind === "wait") clock.advance(action.ms);
            else
              for (const target of urls)
                expect(jar.cookieHeader(target)).toBe(expectedHeader(jar.cookies(), target));
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

/** The rules once more, as plainly as they can be said. */
function expectedHeader(cookies: readonly CookieRecord[], target: string): string {
  const { protocol, hostname, pathname } = new URL(target);
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  const sent = cookies.filter(({ domain, hostOnly, path, secure, partition }) => {
    const isCovered = hostname === domain || (!hostOnly && hostname.endsWith(`.${domain}`));
    const isBelow =
      pathname === path || pathname.startsWith(path.endsWith("/") ? path : `${path}/`);
    const isSafe = !secure || protocol === "https:" || isLocal;
    const site =
      ["shop.example", "shop.co.uk"].find((known) => hostname.endsWith(known)) ?? hostname;
    return (
      isCovered &&
      isBelow &&
      isSafe &&
      (partition === null || partition.topLevelSite === `${protocol}//${site}`)
    );
  });
  const ordered = sent.toSorted((a, b) => b.path.length - a.path.length);
  return ordered.map(({ name, value }) => (name === "" ? value : `${name}=${value}`)).join("; ");
}
