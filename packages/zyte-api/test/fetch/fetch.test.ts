import { createZyteEmulator, type ZyteEmulator } from "@sessionary/testkit/zyte";
import { afterAll, beforeAll, expect, expectTypeOf, test } from "vitest";
import { createZyteClient, noRetryPolicy, type ZyteClient } from "../../src/index.ts";
import { createZyteFetch, type ZyteFetch } from "../../src/fetch/index.ts";

let zyte: ZyteEmulator;
let client: ZyteClient;
let fetch: ZyteFetch;

beforeAll(async () => {
  zyte = await createZyteEmulator();
  client = createZyteClient({ apiKey: zyte.apiKey, baseUrl: zyte.url, retryPolicy: noRetryPolicy });
  fetch = createZyteFetch({ client });
});

afterAll(async () => {
  await client.close();
  await zyte.close();
});

interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const echoOf = async (response: Response): Promise<Echo> => (await response.json()) as Echo;

test("it can stand wherever the global fetch does", () => {
  expectTypeOf(fetch).toExtend<typeof globalThis.fetch>();
  expect(fetch).toBeTypeOf("function");
});

test("a page is a standard response", async () => {
  const response = await fetch("http://shop.example/product/1");
  expect(response).toBeInstanceOf(Response);
  expect(response).toMatchObject({
    ok: true,
    status: 200,
    url: "http://shop.example/product/1",
    redirected: false,
    bodyUsed: false,
  });
  expect(response.headers.get("content-type")).toContain("text/html");
  expect(response.headers.get("content-length")).toBe(null);
  const copy = response.clone();
  expect(copy.url).toBe(response.url);
  expect(await copy.text()).toContain("zip_code");
  expect(await response.text()).toContain("zip_code");
});

test("code that says by which connection a request goes runs unchanged, and goes by the service's", async () => {
  const dispatcher = {
    dispatch(): boolean {
      throw new Error("asked");
    },
  };
  const init = { dispatcher, keepalive: true, cache: "no-store" } as RequestInit;
  expect(await fetch("http://shop.example/product/1", init)).toMatchObject({ status: 200 });
  expect(zyte.requests.at(-1)?.query).toEqual({
    url: "http://shop.example/product/1",
    httpResponseBody: true,
    httpResponseHeaders: true,
  });
});

test("method, headers and body go in, from text, bytes, forms, streams and Requests", async () => {
  const bytes = new TextEncoder().encode("raw");
  const posted = await echoOf(
    await fetch("http://shop.example/echo", {
      method: "put",
      headers: { "X-One": "1", "content-type": "text/x-test" },
      body: bytes,
    }),
  );
  expect(posted).toMatchObject({ method: "PUT", body: "raw" });
  expect(posted.headers).toMatchObject({ "x-one": "1", "content-type": "text/x-test" });

  const form = await fetch("http://shop.example/echo", {
    method: "POST",
    body: new URLSearchParams({ zip: "04662" }),
  });
  expect(await echoOf(form)).toMatchObject({ body: "zip=04662" });

  const stream = new Response("streamed").body;
  const init = { method: "POST", body: stream, duplex: "half" } as RequestInit;
  const streamed = await echoOf(await fetch("http://shop.example/echo", init));
  expect(streamed.body).toBe("streamed");

  const request = new Request("http://shop.example/echo", { method: "POST", body: "mine" });
  expect(await echoOf(await fetch(request))).toMatchObject({ method: "POST", body: "mine" });
  expect(await echoOf(await fetch(new URL("http://shop.example/echo")))).toMatchObject({
    method: "GET",
  });
});

test("a Cookie header becomes the query's cookies", async () => {
  const response = await fetch("http://shop.example/cookies", {
    headers: { cookie: "a=1; b=x=y" },
  });
  expect(await response.text()).toContain("x=y");
  expect(zyte.requests.at(-1)?.query?.requestCookies).toEqual([
    { name: "a", value: "1", domain: "shop.example" },
    { name: "b", value: "x=y", domain: "shop.example" },
  ]);
});

test("cookies that a site sets are in Set-Cookie, one by one", async () => {
  const response = await fetch("http://shop.example/cookies/set?a=1&b=2", { redirect: "manual" });
  expect(response.headers.getSetCookie().map((line) => line.split(";")[0])).toEqual(
    expect.arrayContaining(["a=1", "b=2"]),
  );
});

test("redirects are followed, handed over, or refused", async () => {
  const url = "http://shop.example/redirect/2";
  const followed = await fetch(url);
  expect(followed).toMatchObject({ status: 200, redirected: true });
  expect(new URL(followed.url).pathname).toBe("/echo");
  expect(followed.clone()).toMatchObject({ redirected: true, url: followed.url });

  const manual = await fetch(url, { redirect: "manual" });
  expect(manual).toMatchObject({ status: 302, redirected: false, url });
  expect(manual.headers.get("location")).toContain("/redirect/1");

  await expect(fetch(url, { redirect: "error" })).rejects.toThrow(
    expect.objectContaining({ name: "TypeError", message: "fetch failed" }),
  );
  expect(await fetch("http://shop.example/echo", { redirect: "error" })).toHaveProperty("ok", true);
});

test("the site's own errors are responses", async () => {
  const response = await fetch("http://shop.example/status/404");
  expect(response).toMatchObject({ ok: false, status: 404 });
});

test("a response without a body has none", async () => {
  const none = await fetch("http://shop.example/status/204");
  expect(none).toMatchObject({ status: 204, body: null });
  const head = await fetch("http://shop.example/echo", { method: "HEAD" });
  expect(await head.text()).toBe("");
});

test("fields and what extract takes go along, for all requests and for one", async () => {
  const calls: unknown[] = [];
  const american = createZyteFetch({
    client: {
      extract: (query, options: { priority?: number; signal?: AbortSignal } = {}) => {
        calls.push([query.geolocation, query.device, options.priority]);
        return client.extract(query, options);
      },
    },
    fields: { geolocation: "US" },
  });
  await american("http://shop.example/echo", {
    fields: { device: "mobile" },
    extract: { priority: 2 },
  });
  await american("http://shop.example/echo", { fields: { geolocation: "DE" } });
  expect(calls).toEqual([
    ["US", "mobile", 2],
    ["DE", undefined, undefined],
  ]);
  await expect(
    fetch("http://shop.example/", { fields: { browserHtml: true } as object }),
  ).rejects.toThrow("unknown option `fields.browserHtml`");
});

test.each<[string, string, RequestInit, string]>([
  ["a method that there is none of", "http://shop.example/", { method: "PURGE" }, "PURGE"],
  ["another protocol", "data:,hello", {}, "data: URL"],
  ["a checksum", "http://shop.example/", { integrity: "sha256-x" }, "`integrity`"],
  [
    "too large a body",
    "http://shop.example/",
    { method: "POST", body: "x".repeat(300_001) },
    "300001 bytes",
  ],
  [
    "too long a header",
    "http://shop.example/",
    { headers: { x: "y".repeat(7001) } },
    "the header x",
  ],
  ["a GET with a body", "http://shop.example/", { body: "x" }, "GET/HEAD"],
  ["a relative URL", "/echo", {}, "parse URL"],
])("%s is refused before anything is sent", async (_, url, init, message) => {
  const { attempts } = client.stats();
  await expect(fetch(url, init)).rejects.toThrow(
    expect.objectContaining({
      name: "TypeError",
      message: expect.stringContaining(message) as string,
    }),
  );
  expect(client.stats().attempts).toBe(attempts);
});

test("too many headers are refused", async () => {
  const headers = Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`x-${n}`, "1"]));
  await expect(fetch("http://shop.example/", { headers })).rejects.toThrow("201 headers");
});

test("a ban or a site that is not there fails like a fetch, with Zyte's word as the cause", async () => {
  zyte.plan([520]);
  await expect(fetch("http://shop.example/")).rejects.toThrow(
    expect.objectContaining({
      name: "TypeError",
      message: "fetch failed",
      cause: expect.objectContaining({ code: "ERR_ZYTE_API", status: 520 }) as Error,
    }),
  );
});

test("what is wrong with the account is said as it is", async () => {
  const stranger = createZyteFetch({ apiKey: "unknown", baseUrl: zyte.url });
  await expect(stranger("http://shop.example/")).rejects.toMatchObject({
    code: "ERR_ZYTE_API",
    status: 401,
  });
  await stranger.close();
  await expect(stranger("http://shop.example/")).rejects.toMatchObject({ code: "ERR_POOL_CLOSED" });
});

test("close() leaves a client that was handed in alone", async () => {
  const mine = createZyteFetch({ client });
  await mine.close();
  expect(await mine("http://shop.example/echo")).toHaveProperty("ok", true);
});

test("an abort is thrown as its reason: before, in flight, and while a body arrives", async () => {
  const aborted = AbortSignal.abort(new Error("never"));
  await expect(fetch("http://shop.example/", { signal: aborted })).rejects.toThrow("never");

  const flying = new AbortController();
  const arrived = zyte.site.waitFor("request", ({ path }) => path === "/slow");
  const slow = fetch("http://shop.example/slow", { signal: flying.signal });
  await arrived;
  flying.abort(new Error("enough"));
  await expect(slow).rejects.toThrow("enough");
  zyte.site.release();

  const sending = new AbortController();
  const endless = new ReadableStream({});
  const init = { method: "POST", body: endless, duplex: "half", signal: sending.signal };
  const stuck = fetch("http://shop.example/", init);
  sending.abort(new Error("stuck"));
  await expect(stuck).rejects.toThrow("stuck");

  const given = new AbortController();
  const request = new Request("http://shop.example/slow", { signal: given.signal });
  const second = zyte.site.waitFor("request", ({ path }) => path === "/slow");
  const asked = fetch(request);
  await second;
  given.abort(new Error("of the request"));
  await expect(asked).rejects.toThrow("of the request");
  zyte.site.release();
});

test("options that cannot go together are refused", () => {
  expect(() => createZyteFetch({ client, apiKey: "k" })).toThrow(
    "`apiKey` to be left out beside `client`",
  );
  expect(() => createZyteFetch({ client: {} as ZyteClient })).toThrow("an object with extract()");
  expect(() => createZyteFetch({ client, geolocation: "US" } as object)).toThrow(
    "unknown option `geolocation`",
  );
});
