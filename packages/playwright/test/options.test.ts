import { isSessionaryError } from "@sessionary/core";
import { chromium } from "playwright-core";
import { describe, expect, it } from "vitest";
import { createBrowserSessions, type BrowserSessionsOptions } from "../src/index.ts";
import { createLab, failureOf } from "./support/lab.ts";

const lab = createLab();

function refused(
  options: object,
  browser: unknown = () => Promise.reject(new Error("unused")),
): string {
  try {
    createBrowserSessions(browser as never, options as BrowserSessionsOptions);
  } catch (error) {
    if (!isSessionaryError(error, "ERR_INVALID_OPTION")) throw error;
    return error.message;
  }
  throw new Error("expected a refusal");
}

describe("wrong options are refused at once, by name", () => {
  it.each([
    ["pages", { pages: "new" }, "fresh"],
    ["pagse", { pagse: "fresh" }, "unknown"],
    ["capture.indexedDb", { capture: { indexedDb: true } }, "indexedDB"],
    ["capture.sessionStorage", { capture: { sessionStorage: "yes" } }, "boolean"],
    ["context", { context: "de-DE" }, "object"],
    ["init", { init: 42 }, "function"],
    ["init", { init: "not an address" }, "URL"],
    ["init", { init: {} }, "URL"],
    ["profiles[0].init", { profiles: [{ match: "*", init: null }] }, "function"],
    ["profiles", { profiles: {} }, "list"],
    ["check", { check: true }, "function"],
    ["prepare", { prepare: {} }, "function"],
    ["classify", { classify: "ok" }, "function"],
    ["userAgent", { userAgent: "" }, "string"],
    ["proxies[0]", { proxies: ["ftp://proxy-1:8000"] }, "http"],
    [
      "proxies[1]",
      { proxies: ["socks5://a:1", "socks5://user:s3cret@b:1"] },
      "without credentials",
    ],
    ["pool.maxConcurrency", { pages: "reuse", pool: { maxConcurrency: 2 } }, "reuse"],
    ['pools["a"].maxConcurrency', { pages: "reuse", pools: { a: { maxConcurrency: 2 } } }, "reuse"],
  ])("%s in %j", (option, options, expected) => {
    const message = refused(options);
    expect(message).toContain(`\`${option}\``);
    expect(message).toContain(expected);
    expect(message).not.toContain("s3cret");
  });

  it.each([
    ["proxy", { context: { proxy: { server: "http://a:1" } } }],
    ["userAgent", { userAgent: "Mine", context: { userAgent: "Other" } }],
    ["userAgent", { userAgent: ["Mine", "Other"], context: { userAgent: "Mine" } }],
    ["userAgent", { headers: { "User-Agent": "Mine" }, context: { userAgent: "Other" } }],
    ["locale", { headers: { "accept-language": "de-DE" }, context: { locale: "fr-FR" } }],
    [
      "extraHTTPHeaders[X-A]",
      { headers: { "x-a": "1" }, context: { extraHTTPHeaders: { "X-A": "2" } } },
    ],
    ["extraHTTPHeaders[user-agent]", { context: { extraHTTPHeaders: { "user-agent": "2" } } }],
  ])("context.%s that contradicts: %j", (option, options) => {
    expect(refused(options)).toContain(`\`context.${option}\``);
  });

  it("a browser that is none", () => {
    for (const browser of [undefined, {}, chromium]) {
      expect(refused({}, browser ?? null)).toContain("`browser`");
    }
    expect(refused(null as never)).toContain("`options`");
  });

  it("a launch that comes to no browser fails the pool", async () => {
    const shop = await lab.sessions({ pool: { size: 1, maxBadInits: 1 } }, () =>
      Promise.resolve({} as never),
    );
    const error = await failureOf(shop.withPage(() => 1));
    if (!isSessionaryError(error, "ERR_TOO_MANY_BAD_INITS")) throw error;
    expect(isSessionaryError(error.cause, "ERR_INVALID_OPTION")).toBe(true);
  });
});

describe("options that are functions are refused when they have answered", () => {
  it.each([
    ["context.proxy", { context: () => ({ proxy: { server: "http://a:1" } }) }],
    ["proxy", { proxies: () => "socks5://user:s3cret@a:1" }],
  ])("%s", async (option, options) => {
    const shop = await lab.sessions({ pool: { size: 1, maxBadInits: 1 }, ...options });
    const error = await failureOf(shop.withPage(() => 1));
    if (!isSessionaryError(error, "ERR_TOO_MANY_BAD_INITS")) throw error;
    expect(isSessionaryError(error.cause, "ERR_INVALID_OPTION")).toBe(true);
    expect(String(error.cause)).toContain(`\`${option}\``);
    expect(String(error.cause)).not.toContain("s3cret");
  });
});

it("wrong options of a call are refused", async () => {
  const shop = await lab.sessions({ pool: { size: 1 } });
  const calls = [
    shop.withPage("goto" as never),
    shop.withContext(undefined as never),
    shop.withPage(() => 1, { kee: "cart" } as never),
    shop.withPage(() => 1, { key: "a", id: "b" }),
  ];
  for (const error of await Promise.all(calls.map(failureOf))) {
    expect(isSessionaryError(error, "ERR_INVALID_OPTION")).toBe(true);
  }
  expect((await lab.browser()).contexts()).toEqual([]);
});
