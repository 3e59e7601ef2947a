import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { bodyIncludes } from "@sessionary/core";
import { createTestSite, type TestSite } from "@sessionary/testkit";
import axios from "axios";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { instances, rejection } from "./support/instances.ts";
import { serve } from "./support/server.ts";

let site: TestSite;
const make = instances();

beforeEach(async () => {
  site = await createTestSite();
});

afterEach(() => site.close());

describe("axios as it is", () => {
  test("interceptors see one request and one response, whatever attempts it took", async () => {
    let attempts = 0;
    const http = make({ pool: { size: 3 }, check: () => ++attempts === 3 });
    const seen: string[] = [];
    http.interceptors.request.use((config) => {
      seen.push(`request ${config.url}`);
      config.headers.set("x-intercepted", "1");
      return config;
    });
    http.interceptors.response.use((response) => {
      seen.push(`response ${response.status}`);
      return response;
    });
    const { data } = await http.get("/echo", { baseURL: site.origin });
    expect(seen).toEqual(["request /echo", "response 200"]);
    expect(data.headers["x-intercepted"]).toBe("1");
    expect(attempts).toBe(3);
  });

  test("an interceptor may send a failed request again", async () => {
    const http = make({ pool: { size: 1, retries: 0 } });
    http.interceptors.response.use(undefined, (error) => {
      if (!axios.isAxiosError(error) || !error.config) throw error;
      return http.request({ ...error.config, url: `${site.origin}/echo` });
    });
    const { data } = await http.post(`${site.origin}/status/404`, { a: 1 });
    expect(data.body).toBe('{"a":1}');
  });

  test("params, paramsSerializer and baseURL make the URL, and name the pool", async () => {
    const http = make(undefined, { baseURL: `${site.origin}/` });
    const { data } = await http.get("/echo", {
      params: { a: [1, 2] },
      paramsSerializer: { indexes: null },
    });
    expect(data.url).toBe(`${site.origin}/echo?a=1&a=2`);
    expect(http.sessions.pools().map(({ name }) => name)).toEqual([new URL(site.origin).host]);
  });

  test.each([
    ["white space around it", (url: string) => ` \n${url} `],
    ["a line break in its scheme", (url: string) => url.replace("http", "ht\ntp")],
    ["capitals", (url: string) => url.replace("http", "HTTP")],
    ["a URL object", (url: string) => new URL(url) as never],
  ])("a URL that is read as one goes through a session: %s", async (_, write) => {
    const http = make();
    const { data, session } = await http.get(write(`${site.origin}/echo`));
    expect([data.method, session === undefined]).toEqual(["GET", false]);
    const names = http.sessions.pools().map(({ name }) => name);
    expect(names).toEqual([new URL(site.origin).host]);
  });

  test("profiles match the whole URL, params included", async () => {
    const http = make({ profiles: [{ match: /zip=04662$/, poolName: () => "maine" }] });
    await http.get(`${site.origin}/echo`, { params: { zip: "04662" } });
    expect(http.sessions.pools().map(({ name }) => name)).toEqual(["maine"]);
  });

  test("responseType", async () => {
    const http = make();
    const url = `${site.origin}/status/200`;
    const get = async (
      responseType: "arraybuffer" | "stream" | "text" | "json",
    ): Promise<unknown> => (await http.get(url, { responseType })).data;
    expect(await get("arraybuffer")).toEqual(Buffer.from("status 200"));
    expect(await get("text")).toBe("status 200");
    const stream = await get("stream");
    expect(stream).toBeInstanceOf(Readable);
    expect((await buffer(stream as Readable)).toString()).toBe("status 200");
  });

  test("progress of uploads and downloads", async () => {
    const http = make();
    const loaded = { up: 0, down: 0 };
    await http.post(`${site.origin}/echo`, "x".repeat(10_000), {
      onUploadProgress: ({ loaded: bytes }) => void (loaded.up = bytes),
      onDownloadProgress: ({ loaded: bytes }) => void (loaded.down = bytes),
    });
    expect(loaded.up).toBe(10_000);
    expect(loaded.down).toBeGreaterThan(10_000);
  });

  test("transformResponse, once", async () => {
    const seen: unknown[] = [];
    const http = make(undefined, {
      transformResponse: (data) => {
        seen.push(data);
        return { text: data };
      },
    });
    const { data, config } = await http.get(`${site.origin}/status/200`);
    expect(data).toEqual({ text: "status 200" });
    expect(seen).toEqual(["status 200"]);
    expect(config.transformResponse).toBe(http.defaults.transformResponse);
  });

  test("data: URLs, which lead to no site", async () => {
    const http = make();
    expect((await http.get("data:text/plain,hello", { responseType: "text" })).data).toBe("hello");
    expect(await rejection(http.get("/nowhere"))).toMatchObject({ code: "ERR_INVALID_URL" });
    expect(http.sessions.pools()).toEqual([]);
  });

  test("instances made from it go through the same sessions", async () => {
    const http = make();
    const child = http.create({ headers: { "x-child": "1" } });
    await http.get(`${site.origin}/cookies/set?a=1`);
    expect((await child.get(`${site.origin}/cookies`)).data).toEqual({ a: "1" });
  });

  test("session options on the defaults hold for every request", async () => {
    const http = make(undefined, { session: { pool: "shop" } });
    await http.get(`${site.origin}/echo`);
    await http.get(`${site.origin}/echo`, { session: { pool: "other" } });
    expect(http.sessions.pools().map(({ name }) => name)).toEqual(["shop", "other"]);
  });
});

describe("judges", () => {
  test("see data as the caller will, transformed once", async () => {
    const seen: unknown[] = [];
    const http = make(
      {
        check: ({ response }) => response.data.price === 7 && response.data === response.data,
        classify: ({ response }) => (response?.data.price === 7 ? undefined : "error"),
      },
      {
        transformResponse: (data) => {
          seen.push(data);
          return { price: String(data).length - 3 };
        },
      },
    );
    const { data, config } = await http.get(`${site.origin}/status/200`);
    expect(data).toEqual({ price: 7 });
    expect(seen).toEqual(["status 200"]);
    // As it was: the request may be sent again.
    expect(config.transformResponse).toBe(http.defaults.transformResponse);
    expect((await http.request(config)).data).toEqual({ price: 7 });
    expect(seen).toHaveLength(2);
  });

  test("and the caller sees what validateStatus rejects, too", async () => {
    const http = make({ check: ({ response }) => response.data.body !== undefined });
    const call = { validateStatus: () => false };
    const error = await rejection(http.post(`${site.origin}/echo`, "abc", call));
    expect(error).toMatchObject({ isAxiosError: true, response: { data: { body: "abc" } } });
  });

  test.each(["json", "text", "arraybuffer", "stream"] as const)(
    "read a body as %s, which still reaches the caller",
    async (responseType) => {
      const http = make({ check: bodyIncludes("status 200") });
      const { data } = await http.get(`${site.origin}/status/200`, { responseType });
      const whole = responseType === "stream" ? await buffer(data) : data;
      expect(whole.toString()).toBe("status 200");
      expect(http.sessions.stats().use).toMatchObject({ ok: 1, checkError: 0 });
    },
  );

  test("read status, headers and the URL that answered", async () => {
    const readings: unknown[] = [];
    const http = make({
      check: async ({ reading }) => {
        const { status, url, headers } = reading;
        readings.push([
          status,
          url,
          headers.get("Content-Type"),
          headers.get("set-cookie"),
          headers.get("x-none"),
        ]);
        return (await reading.json()) !== undefined;
      },
    });
    await http.get(`${site.origin}/redirect/1`);
    await http.get(`${site.origin}/cookies/set?a=1&b=2`);
    expect(readings).toEqual([
      [200, `${site.origin}/echo`, expect.stringContaining("json"), null, null],
      [
        200,
        `${site.origin}/cookies/set?a=1&b=2`,
        expect.stringContaining("json"),
        "a=1; Path=/, b=2; Path=/",
        null,
      ],
    ]);
  });

  test("a stream that a judge refuses is let go", async () => {
    await using server = await serve((_, response) => void response.write("endless"));
    const http = make({ pool: { size: 1, retries: 0 }, classify: () => "error" });
    await rejection(http.get(server.origin, { responseType: "stream" }));
    await expect(server.whenIdle()).resolves.toBeUndefined();
  });
});
