import { describe, expect, it } from "vitest";
import {
  CookieJar,
  createHttpIdentity,
  fromStorageState,
  toStorageState,
  type RefusedCookie,
  type StorageStateCookie,
} from "../../src/index.ts";
import { createTestClock } from "../support/clock.ts";

const DAY_S = 24 * 60 * 60;
const NOW_S = Date.UTC(2026, 0, 1) / 1000;

const plain: StorageStateCookie = {
  name: "a",
  value: "1",
  domain: "shop.example",
  path: "/",
  expires: -1,
  httpOnly: false,
  secure: false,
  sameSite: "Lax",
};

function importing(cookie: Partial<StorageStateCookie>) {
  const refused: RefusedCookie[] = [];
  const identity = fromStorageState(
    { cookies: [{ ...plain, ...cookie }], origins: [] },
    { now: createTestClock(NOW_S * 1000).now, onRefused: (left) => void refused.push(left) },
  );
  return {
    identity,
    refused,
    record: identity.cookies.cookies()[0],
    back: toStorageState(identity).cookies[0],
  };
}

describe("what a browser reports comes back as it was", () => {
  it.each<[string, Partial<StorageStateCookie>, object]>([
    [
      "a host-only cookie has no dot",
      { domain: "shop.example" },
      { domain: "shop.example", hostOnly: true },
    ],
    [
      "a domain cookie has a dot",
      { domain: ".shop.example" },
      { domain: "shop.example", hostOnly: false },
    ],
    [
      "a host-only single label is no public suffix",
      { domain: "localhost" },
      { domain: "localhost", hostOnly: true },
    ],
    ["an address has no dot", { domain: "127.0.0.1" }, { domain: "127.0.0.1", hostOnly: true }],
    ["an IPv6 address has brackets", { domain: "[::1]" }, { domain: "[::1]", hostOnly: true }],
    ["a session cookie expires at -1", { expires: -1 }, { expiresAt: null }],
    ["a fraction of a second is kept", { expires: NOW_S + 1.123456 }, {}],
    [
      "the longest life is kept",
      { expires: NOW_S + 400 * DAY_S },
      { expiresAt: (NOW_S + 400 * DAY_S) * 1000 },
    ],
    ["Secure is kept", { secure: true }, { secure: true }],
    ["HttpOnly is kept", { httpOnly: true }, { httpOnly: true }],
    ["Strict is capitalised", { sameSite: "Strict" }, { sameSite: "strict" }],
    ["Lax is capitalised, and what unset looks like", { sameSite: "Lax" }, { sameSite: "lax" }],
    ["None with Secure is capitalised", { sameSite: "None", secure: true }, { sameSite: "none" }],
    [
      "a prefix keeps its promise",
      { name: "__Host-a", secure: true },
      { name: "__Host-a", hostOnly: true },
    ],
    ["a name may be empty", { name: "" }, { name: "" }],
    ["a value may be empty", { value: "" }, { value: "" }],
    ["a value may look like a pair", { value: "a=b=c" }, { value: "a=b=c" }],
    [
      "a value in UTF-8 is sent as octets",
      { value: "é€😀" },
      { value: "\u00c3\u00a9\u00e2\u0082\u00ac\u00f0\u009f\u0098\u0080" },
    ],
    [
      "a byte order mark is part of the value",
      { value: "\ufeffa" },
      { value: "\u00ef\u00bb\u00bfa" },
    ],
    ["a value that looks like octets", { value: "Ã©" }, { value: "\u00c3\u0083\u00c2\u00a9" }],
    [
      "a partition is kept with its ancestor bit",
      { secure: true, partitionKey: "https://shop.example", _crHasCrossSiteAncestor: false },
      { partition: { topLevelSite: "https://shop.example", crossSiteAncestor: false } },
    ],
    [
      "a partition below another site is kept",
      { secure: true, partitionKey: "https://top.example", _crHasCrossSiteAncestor: true },
      { partition: { topLevelSite: "https://top.example", crossSiteAncestor: true } },
    ],
  ])("%s", (_, cookie, record) => {
    const imported = importing(cookie);
    expect(imported.refused).toEqual([]);
    expect(imported.record).toMatchObject(record);
    expect(imported.back).toEqual({ ...plain, ...cookie });
  });
});

describe("what a browser would drop or misread is understood", () => {
  it.each<[string, Partial<StorageStateCookie>, Partial<StorageStateCookie>]>([
    ["`expires: 0`, which vanishes, is a session cookie", { expires: 0 }, { expires: -1 }],
    ["None without Secure, which vanishes, is unset", { sameSite: "None" }, { sameSite: "Lax" }],
    [
      "a life over 400 days is capped",
      { expires: NOW_S + 401 * DAY_S },
      { expires: NOW_S + 400 * DAY_S },
    ],
    ["a domain in capitals is the same", { domain: ".Shop.Example" }, { domain: ".shop.example" }],
    [
      "a partition of its own site without the ancestor bit is top-level",
      { secure: true, domain: ".www.shop.example", partitionKey: "https://shop.example" },
      { _crHasCrossSiteAncestor: false },
    ],
    [
      "a partition of another site without the ancestor bit is not",
      { secure: true, partitionKey: "https://top.example" },
      { _crHasCrossSiteAncestor: true },
    ],
  ])("%s", (_, cookie, expected) => {
    const { back, refused } = importing(cookie);
    expect(refused).toEqual([]);
    expect(back).toEqual({ ...plain, ...cookie, ...expected });
  });

  it("an empty partition key is none", () => {
    expect(importing({ partitionKey: "" }).back).toEqual(plain);
  });

  it("a cookie that has expired since is gone, without a refusal", () => {
    const { back, refused } = importing({ expires: NOW_S - 1 });
    expect([back, refused]).toEqual([undefined, []]);
  });
});

describe("a cookie that would make Playwright refuse the whole batch", () => {
  it.each<[string, Partial<StorageStateCookie>]>([
    ["malformed", { value: "a;b" }],
    ["malformed", { value: "a\nb" }],
    ["malformed", { name: "", value: "" }],
    ["malformed", { path: "x" }],
    ["malformed", { domain: "" }],
    ["malformed", { domain: "https://shop.example" }],
    ["malformed", { expires: Number.NaN }],
    ["malformed", { value: undefined as unknown as string }],
    ["malformed", { domain: undefined as unknown as string }],
    ["too-large", { value: "x".repeat(4096) }],
    ["too-large", { value: "€".repeat(1366) }],
    ["prefix", { name: "__Host-a", secure: true, domain: ".shop.example" }],
    ["prefix", { name: "__Secure-a" }],
    ["partitioned", { partitionKey: "https://shop.example", _crHasCrossSiteAncestor: false }],
    ["public-suffix", { domain: ".com" }],
  ])("is left out as %s, and reported: line %#", (reason, cookie) => {
    const { identity, refused } = importing(cookie);
    expect(identity.cookies.size).toBe(0);
    const { name, domain } = { ...plain, ...cookie };
    expect(refused).toEqual([{ name, domain, reason }]);
  });

  it("takes no other with it", () => {
    const bad = { ...plain, name: "bad", value: ";" };
    const identity = fromStorageState({
      cookies: [bad, plain, null as unknown as StorageStateCookie],
      origins: [],
    });
    expect(toStorageState(identity).cookies).toEqual([plain]);
  });
});

describe("the other way", () => {
  it("reports a SameSite that was never set as Lax, as Chromium does", () => {
    const identity = createHttpIdentity();
    identity.cookies.setCookie("a=1; Path=/", "https://shop.example/");
    expect(toStorageState(identity).cookies).toEqual([plain]);
  });

  it("keeps octets that are no UTF-8", () => {
    const identity = createHttpIdentity();
    identity.cookies.setCookie("a=\u00e9", "https://shop.example/");
    expect(toStorageState(identity).cookies[0]?.value).toBe("\u00e9");
  });

  it("turns Max-Age into the time it ends", () => {
    const clock = createTestClock(NOW_S * 1000);
    const identity = createHttpIdentity({ now: clock.now });
    identity.cookies.setCookie("a=1; Max-Age=60", "https://shop.example/");
    clock.advance(10_000);
    expect(toStorageState(identity).cookies[0]?.expires).toBe(NOW_S + 60);
  });

  it("lets a browser's Secure and partitioned cookies be sent by HTTP", () => {
    const { identity } = importing({
      secure: true,
      partitionKey: "https://shop.example",
      _crHasCrossSiteAncestor: false,
    });
    expect(identity.cookies.cookieHeader("https://shop.example/")).toBe("a=1");
    expect(identity.cookies.cookieHeader("http://shop.example/")).toBe("");
    expect(identity.cookies).toBeInstanceOf(CookieJar);
  });
});
