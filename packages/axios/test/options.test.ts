import { isSessionaryError } from "@sessionary/core";
import { createTestProxy, createTestSite } from "@sessionary/testkit";
import axios, { Axios, type AxiosRequestConfig } from "axios";
import { describe, expect, test } from "vitest";
import { withSessions, type WithSessionsOptions } from "../src/index.ts";
import { instances, rejection } from "./support/instances.ts";

const make = instances();

/** What of a config goes round sessions, and the words of the refusal. */
const conflicts: readonly (readonly [string, AxiosRequestConfig])[] = [
  ["`proxy` to be left out", { proxy: { host: "proxy-1", port: 8000 } }],
  ["`transport` to be left out", { transport: { request() {} } }],
  ["`socketPath` to be left out", { socketPath: "/var/run/site.sock" }],
  ["`httpVersion` to be 1", { httpVersion: 2 }],
];

describe("withSessions refuses", () => {
  test("what is no axios instance", () => {
    for (const wrong of [undefined, null, fetch, {}, axios.AxiosHeaders]) {
      expect(() => withSessions(wrong as never)).toThrow("`instance` to be an axios instance");
    }
  });

  test("an instance that has sessions, and one that was made from it", () => {
    const http = make();
    expect(() => withSessions(http)).toThrow("without sessions");
    expect(() => withSessions(http.create())).toThrow("without sessions");
  });

  test("the adapter of fetch", () => {
    expect(() => make(undefined, { adapter: "fetch" })).toThrow("@sessionary/fetch");
  });

  test.each(conflicts)("%s, on the defaults", (words, config) => {
    expect(() => make(undefined, config as object)).toThrow(words);
  });

  test.each<[string, object]>([
    ["options", []],
    ["chekc", { chekc: () => true }],
    ["connectTimeoutMs", { connectTimeoutMs: 0 }],
    ["init", { init: { method: "post" } }],
    ["init", { init: { url: "/", data: new ReadableStream() } }],
    ["init.session", { init: { url: "/", session: {} } }],
    ["prepare", { prepare: {} }],
    ["profiles", { profiles: {} }],
    ["profiles[0]", { profiles: [7] }],
    ["profiles[0].init", { profiles: [{ match: "*", init: 7 }] }],
  ])("%s", (name, options) => {
    try {
      withSessions(axios.create(), options as WithSessionsOptions);
    } catch (error) {
      expect(isSessionaryError(error, "ERR_INVALID_OPTION")).toBe(true);
      expect(String(error)).toContain(name);
      return;
    }
    throw new Error("accepted");
  });
});

describe("a request is refused before it is sent", () => {
  test.each(conflicts)("%s", async (words, config) => {
    await using site = await createTestSite();
    const error = await rejection(make().get(site.url, config));
    expect(isSessionaryError(error, "ERR_INVALID_OPTION")).toBe(true);
    expect(String(error)).toContain(words);
    expect(site.requests).toEqual([]);
  });

  test.each([null, false, true, 7])(
    "with `session: %s`, a signal beside it or not",
    async (value) => {
      await using site = await createTestSite();
      const session = value as unknown as object;
      for (const given of [{}, { signal: new AbortController().signal }]) {
        const error = await rejection(make().get(site.url, { session, ...given }));
        expect(isSessionaryError(error, "ERR_INVALID_OPTION")).toBe(true);
        expect(String(error)).toContain("expected `session` to be an object");
      }
      expect(site.requests).toEqual([]);
    },
  );

  test("with a session and an adapter of its own, which would not meet", async () => {
    const call = { adapter: "http" as const, session: { key: "cart" } };
    const error = await rejection(make().get("http://shop.example/", call));
    expect(String(error)).toContain("`adapter` to be left out");
  });
});

describe("enabled: false", () => {
  test("sends as the bare instance would: no cookies, its own proxy, its own errors", async () => {
    await using site = await createTestSite();
    await using proxy = await createTestProxy({ host: "127.0.0.3" });
    const http = make();
    await http.get(`${site.origin}/cookies/set?a=1`);
    const { hostname: host, port } = new URL(proxy.url);
    const call = { session: { enabled: false }, proxy: { host, port: Number(port) } };
    const response = await http.get(`${site.origin}/echo`, call);
    expect(response.data).toMatchObject({ cookies: {}, address: proxy.address });
    expect(response.session).toBeUndefined();
    const error = await rejection(http.get(`${site.origin}/status/403`, call));
    expect(error).toMatchObject({ isAxiosError: true, status: 403 });
    expect(http.sessions.stats().bypassed).toBe(2);
  });

  test("on the client leaves requests alone that ask for no session", async () => {
    await using site = await createTestSite();
    const http = make({ enabled: false }, { transport: undefined });
    await http.get(`${site.origin}/echo`);
    const { session } = await http.get(`${site.origin}/echo`, { session: { enabled: true } });
    expect(session).toBeDefined();
    expect(http.sessions.stats()).toMatchObject({ bypassed: 1, use: { ok: 1 } });
  });
});

test("an adapter of the user's own is sent through, with a real signal", async () => {
  const seen: AxiosRequestConfig[] = [];
  const http = make(undefined, {
    adapter: async (config) => {
      seen.push(config);
      const headers = { "Set-Cookie": "a=1" };
      return { status: 200, statusText: "OK", data: "mine", headers, config };
    },
  });
  await http.get("http://shop.example/p/1");
  const { data } = await http.get("http://shop.example/p/2");
  expect(data).toBe("mine");
  expect(seen[1]?.signal).toBeInstanceOf(AbortSignal);
  expect(seen.map(({ headers }) => headers?.["Cookie"])).toEqual([undefined, "a=1"]);
});

test("an instance of the class does, too", async () => {
  await using site = await createTestSite();
  const http = withSessions(new Axios());
  const { data } = await http.get(`${site.origin}/status/200`);
  expect(data).toBe("status 200");
  await http.sessions.close();
});
