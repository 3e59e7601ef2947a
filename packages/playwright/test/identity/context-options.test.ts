import { isSessionaryError } from "@sessionary/core";
import { createHttpIdentity } from "@sessionary/identity";
import type { BrowserContextOptions } from "playwright-core";
import { describe, expect, it } from "vitest";
import {
  checkContextOptions,
  contextOptionsOf,
  sharedHeaders,
} from "../../src/identity/context-options.ts";
import type { OriginState } from "../../src/identity/origins.ts";

const CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36";

function refusal(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    if (isSessionaryError(error, "ERR_INVALID_OPTION")) return error.message;
    throw error;
  }
  throw new Error("it was not refused");
}

describe("the context of an identity", () => {
  it("has nothing to say for a blank one", () => {
    expect(contextOptionsOf(createHttpIdentity())).toEqual({
      storageState: { cookies: [], origins: [] },
    });
  });

  it.each([
    ["http://proxy-1:8000", { server: "http://proxy-1:8000" }],
    ["http://[::1]:8000", { server: "http://[::1]:8000" }],
    [
      "https://user:p%40ss@proxy-1",
      { server: "https://proxy-1:443", username: "user", password: "p@ss" },
    ],
    ["http://user@proxy-1:8000", { server: "http://proxy-1:8000", username: "user", password: "" }],
    ["socks5://proxy-1", { server: "socks5://proxy-1:1080" }],
    ["socks4://proxy-1", { server: "socks4://proxy-1:1080" }],
  ])("goes through its proxy: %s", (proxy, expected) => {
    expect(contextOptionsOf(createHttpIdentity({ proxy })).proxy).toEqual(expected);
  });

  it("takes its user agent from the headers, in any case, and sends the others", () => {
    const identity = createHttpIdentity({ headers: { "User-Agent": CHROME, "x-shop": "1" } });
    expect(contextOptionsOf(identity, { extraHTTPHeaders: { "x-own": "2" } })).toMatchObject({
      userAgent: CHROME,
      extraHTTPHeaders: { "x-shop": "1", "x-own": "2" },
    });
  });

  it("speaks the language of the headers where that is a single one, which pages see too", () => {
    const german = createHttpIdentity({ headers: { "accept-language": "de-DE" } });
    expect(contextOptionsOf(german)).toMatchObject({ locale: "de-DE" });
    expect(contextOptionsOf(german, { locale: "de-DE" })).toMatchObject({ locale: "de-DE" });
    const several = createHttpIdentity({ headers: { "accept-language": "de-DE,de;q=0.9" } });
    expect(contextOptionsOf(several)).not.toHaveProperty("locale");
  });

  it("keeps what is its own business", () => {
    const own: BrowserContextOptions = { viewport: { width: 320, height: 200 }, locale: "fr-FR" };
    expect(contextOptionsOf(createHttpIdentity(), own)).toMatchObject(own);
  });

  it("takes cookies and storage along, but no sessionStorage, which newContext doesn't know", () => {
    const sessionStorage = [{ name: "b", value: "2" }];
    const browser = {
      origin: "https://shop.example",
      localStorage: [{ name: "a", value: "1" }],
      indexedDB: [],
    };
    const identity = createHttpIdentity({
      origins: [{ ...browser, sessionStorage } as OriginState],
    });
    identity.cookies.setCookie("sid=1", "https://shop.example/");
    const { storageState } = contextOptionsOf(identity);
    expect(storageState).toMatchObject({ cookies: [{ name: "sid", domain: "shop.example" }] });
    expect(Reflect.get(storageState as object, "origins")).toEqual([browser]);
  });
});

describe("what contradicts the identity is refused", () => {
  const identity = createHttpIdentity({
    headers: { "user-agent": CHROME, "accept-language": "de-DE,de;q=0.9", "X-Shop": "secret-1" },
  });

  it.each<[BrowserContextOptions, string]>([
    [
      { proxy: { server: "http://user:secret-2@proxy" } },
      "expected `context.proxy` to be left out: every session has its own proxy, or none, got an object",
    ],
    [
      { storageState: "secret-2.json" },
      "expected `context.storageState` to be left out: every session has its own",
    ],
    [
      { userAgent: "Another/1.0" },
      'expected `context.userAgent` to be that of the identity, or left out, got "Another/1.0" (string)',
    ],
    [
      { locale: "de-DE" },
      "expected `context.locale` to be what the identity's accept-language says, or left out: it would be sent instead",
    ],
    [
      { extraHTTPHeaders: { "x-shop": "secret-2" } },
      "expected `context.extraHTTPHeaders[x-shop]` to be left out, as the identity has one",
    ],
    [
      { extraHTTPHeaders: { "User-Agent": "Another/1.0" } },
      "expected `context.extraHTTPHeaders[User-Agent]` to be left out: say `userAgent`",
    ],
    [
      { extraHTTPHeaders: { cookie: "secret-2" } },
      "expected `context.extraHTTPHeaders[cookie]` to be left out: every session has its own cookies",
    ],
  ])("%j", (own, message) => {
    const told = refusal(() => contextOptionsOf(identity, own, "createBrowserSessions"));
    expect(told).toContain(`createBrowserSessions: ${message}`);
    expect(told.replace("secret-2.json", "")).not.toContain("secret");
  });

  it("what is no object of options is refused as such", () => {
    expect(refusal(() => checkContextOptions(null as never))).toBe(
      "BrowserContext: expected `context` to be an object of context options, got null",
    );
  });

  it("a SOCKS proxy with credentials is refused before any browser is asked", () => {
    const socks = createHttpIdentity({ proxy: "socks5://user:secret@proxy-1:1080" });
    const told = refusal(() => contextOptionsOf(socks));
    expect(told).toContain("expected `proxy` to be one that browsers can use");
    expect(told).toContain("socks5://proxy-1:1080");
    expect(told).not.toContain("secret");
  });
});

describe("the headers that both sides send", () => {
  it("get the browser's user agent where nothing else was said", () => {
    expect(sharedHeaders(createHttpIdentity(), {}, CHROME)).toEqual({ "user-agent": CHROME });
  });

  it("get the user agent and the language of the context", () => {
    const own = { userAgent: "Mobile/1.0", locale: "fr-FR" };
    expect(sharedHeaders(createHttpIdentity(), own, CHROME)).toEqual({
      "user-agent": "Mobile/1.0",
      "accept-language": "fr-FR",
    });
  });

  it("stay as they are where the identity has both", () => {
    const headers = { "User-Agent": "Mine/1.0", "Accept-Language": "de", "x-a": "1" };
    expect(sharedHeaders(createHttpIdentity({ headers }), { locale: "de" }, CHROME)).toEqual(
      headers,
    );
  });
});
