import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { CookieJar, IdentityError, type CookieRecord } from "../../src/index.ts";
import { createTestClock } from "../support/clock.ts";

const SHOP = "https://shop.example/";

const record: CookieRecord = {
  name: "a",
  value: "1",
  domain: "shop.example",
  hostOnly: true,
  path: "/",
  expiresAt: null,
  secure: false,
  httpOnly: false,
  sameSite: null,
  partition: null,
  createdAt: 0,
};

describe("CookieJar", () => {
  it("is empty at first", () => {
    const jar = new CookieJar();
    expect([jar.size, jar.version, jar.cookies(), jar.cookieHeader(SHOP)]).toEqual([0, 0, [], ""]);
  });

  it("raises its version with every change, and with nothing else", () => {
    const clock = createTestClock();
    const jar = new CookieJar({ now: clock.now });
    const versions = [
      () => jar.setCookie("a=1; Max-Age=1", SHOP),
      () => jar.setCookie("b=1", SHOP),
      () => jar.setCookie("b=2", SHOP),
      () => jar.setCookie("b=2; HttpOnly", SHOP),
      () => jar.setCookie("b=; Max-Age=0", SHOP),
      () => clock.advance(1000),
      () => jar.setCookie("c=1", SHOP),
      () => jar.clear(),
    ].map((change) => {
      change();
      const version = jar.version;
      jar.cookieHeader(SHOP);
      jar.setCookie("d=1; Domain=com", SHOP);
      expect(jar.version).toBe(version);
      return version;
    });
    expect(new Set(versions).size).toBe(versions.length);
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    jar.clear();
    expect(jar.version).toBe(versions.at(-1));
  });

  it("counts how many headers of a response changed it", () => {
    const jar = new CookieJar();
    expect(jar.setCookies(["a=1", "a=1", "b=1; Domain=com", "c=1"], SHOP)).toBe(2);
    expect(jar.setCookies(["a=; Max-Age=0", "c=1"], SHOP)).toBe(1);
  });

  it("hands out records that nobody can change", () => {
    const jar = new CookieJar();
    jar.setCookie("a=1; Secure; Partitioned", SHOP);
    const [cookie] = jar.cookies();
    expect(Object.isFrozen(cookie) && Object.isFrozen(cookie?.partition)).toBe(true);
  });

  it("keeps no tie to a record it was given", () => {
    const jar = new CookieJar();
    const own = { ...record };
    jar.add(own);
    own.value = "2";
    expect(jar.cookieHeader(SHOP)).toBe("a=1");
  });

  it.each([
    ["malformed", { name: "", value: "" }],
    ["malformed", { value: "1;2" }],
    ["malformed", { value: "1\n" }],
    ["malformed", { value: " 1" }],
    ["malformed", { name: "a=b" }],
    ["malformed", { path: "x" }],
    ["malformed", { domain: ".shop.example" }],
    ["malformed", { domain: "Shop.example" }],
    ["malformed", { domain: "" }],
    ["malformed", { expiresAt: Number.NaN }],
    ["malformed", { createdAt: undefined }],
    ["malformed", { hostOnly: 1 }],
    ["malformed", { sameSite: "Lax" }],
    ["malformed", { partition: {} }],
    ["malformed", { partition: "https://shop.example" }],
    ["too-large", { value: "x".repeat(4096) }],
    ["same-site-none", { sameSite: "none" }],
    [
      "partitioned",
      { partition: { topLevelSite: "https://shop.example", crossSiteAncestor: false } },
    ],
    ["public-suffix", { domain: "com", hostOnly: false }],
    ["public-suffix", { domain: "127.0.0.1", hostOnly: false }],
    ["prefix", { name: "__Host-a", secure: true, hostOnly: false }],
  ])("refuses as %s a record with the flaw of line %#", (reason, flaw) => {
    const jar = new CookieJar();
    expect(jar.add({ ...record, ...flaw } as CookieRecord)).toBe(`refused: ${reason}`);
    expect(jar.size).toBe(0);
  });

  it("refuses a record that is none", () => {
    expect(new CookieJar().add(null as unknown as CookieRecord)).toBe("refused: malformed");
  });

  it("does not store a record whose time is over", () => {
    const jar = new CookieJar({ now: createTestClock(5000).now });
    expect(jar.add({ ...record, expiresAt: 5000 })).toBe("unchanged");
    expect(jar.add({ ...record, expiresAt: 5001 })).toBe("stored");
  });
});

describe("a URL that is none", () => {
  const bad: [string, unknown, string][] = [
    ["a string", "secret", "a string that is no URL"],
    ["a relative one", "/secret", "a string that is no URL"],
    ["a data URL", "data:text/plain,secret", "a URL of another scheme"],
    ["a file URL object", new URL("file:///secret"), "a URL of another scheme"],
    ["nothing", undefined, "undefined"],
    ["a number", 7, "a number"],
  ];

  it.each(bad)("is refused without repeating it: %s", (_, url, got) => {
    const jar = new CookieJar();
    const message = `CookieJar: expected \`url\` to be an absolute http(s) or ws(s) URL, got ${got}`;
    for (const act of [
      () => jar.cookieHeader(url as string),
      () => jar.setCookie("a=1", url as string),
    ]) {
      expect(act).toThrow(
        expect.objectContaining({ name: "IdentityError", code: "ERR_INVALID_OPTION", message }),
      );
    }
  });

  it("is an error with the brand of all our errors", () => {
    const error = new IdentityError("x");
    expect(error).toBeInstanceOf(Error);
    expect((error as unknown as Record<symbol, unknown>)[Symbol.for("sessionary.error")]).toBe(
      true,
    );
  });
});

describe("a printed jar", () => {
  it("shows how many cookies, not which", () => {
    const jar = new CookieJar();
    jar.setCookie("sid=topsecret", SHOP);
    const printed = [
      String(jar),
      jar.toString(),
      JSON.stringify({ jar }),
      inspect({ jar }, { depth: 9, showHidden: true }),
    ];
    for (const text of printed) {
      expect(text).toContain("CookieJar(1)");
      expect(text).not.toMatch(/sid|topsecret/);
    }
  });
});
