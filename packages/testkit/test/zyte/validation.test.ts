import { expect, test } from "vitest";

import { createZyteEmulator } from "../../src/zyte/index.ts";
import { ask, page, rendered, typeOf } from "./asking.ts";

const cookie = { name: "a", value: "b", domain: "shop.example" };
const many = <Item>(item: Item, count: number): Item[] => Array.from({ length: count }, () => item);

/** What is refused with 400, and what the answer says about it. */
const invalid: readonly (readonly [query: unknown, detail: string])[] = [
  [page("/", { foo: 1 }), 'Unrecognized field "foo"'],
  [page("/", { experimental: { responseCookies: true } }), 'Unrecognized field "experimental"'],
  [page("/", { session: { id: crypto.randomUUID(), ttl: 1 } }), 'Unrecognized field "session.ttl"'],
  [{ httpResponseBody: true }, 'Field "url" is required'],
  [[], "The body must be an object"],
  [{ url: "https://shop.example/" }, "asks for no output"],
  [{ url: "/relative", httpResponseBody: true }, "absolute URL"],
  [{ url: "ftp://shop.example/", httpResponseBody: true }, "absolute URL"],
  [{ url: "http://127.0.0.1/", httpResponseBody: true }, "must be a domain name"],
  [{ url: "http://[::1]/", httpResponseBody: true }, "must be a domain name"],
  [{ url: `http://a.example/${"x".repeat(8192)}`, httpResponseBody: true }, "8192"],
  [page("/", { httpResponseBody: "yes" }), "must be a boolean"],
  [page("/", { session: { id: "1" } }), "UUID of version 4"],
  [page("/", { session: { id: "c232ab00-9414-11ec-b3c8-9f68deced846" } }), "UUID of version 4"],
  [page("/", { session: {} }), 'Field "session.id" is required'],
  [page("/", { geolocation: "us" }), '"geolocation" must be one of'],
  [page("/", { geolocation: "XX" }), '"geolocation" must be one of'],
  [page("/", { ipType: "mobile" }), '"ipType" must be one of datacenter, residential'],
  [page("/", { httpRequestMethod: "get" }), '"httpRequestMethod" must be one of'],
  [page("/", { httpRequestBody: "no base64!" }), "base64"],
  [page("/", { httpRequestText: "" }), "1 to 400000 characters"],
  [
    page("/", { customHttpRequestHeaders: [{ name: "Cookie", value: "a=b" }] }),
    "must not be Cookie",
  ],
  [page("/", { customHttpRequestHeaders: many({ name: "a", value: "b" }, 201) }), "200 items"],
  [page("/", { customHttpRequestHeaders: [{ name: "a", value: "b".repeat(7001) }] }), "7000"],
  [page("/", { requestCookies: many(cookie, 101) }), "100 items"],
  [page("/", { requestCookies: [{ name: "a", value: "b" }] }), "domain"],
  [page("/", { requestCookies: [{ ...cookie, domain: "" }] }), "1 to 253 characters"],
  [page("/", { requestCookies: [{ ...cookie, sameSite: "lax" }] }), "Strict, Lax, Extended, None"],
  [page("/", { sessionContext: [{ name: "x".repeat(31), value: "y" }] }), "1 to 30 characters"],
  [page("/", { sessionContext: [{ name: "x" }] }), "value"],
  [page("/", { sessionContext: many({ name: "x", value: "y" }, 11) }), "10 items"],
  [page("/", { sessionContextParameters: { location: {} } }), "Unrecognized field"],
  [page("/", { jobId: "x".repeat(101) }), "100 characters"],
  [page("/", { tags: { a: 1 } }), '"tags.a" must be a string'],
  [rendered("/", { viewport: { width: 319 } }), "320 to 5120"],
  [rendered("/", { requestHeaders: { accept: "*/*" } }), "Unrecognized field"],
  [rendered("/", { networkCapture: [{ filterType: "url", value: "/x" }] }), "matchType"],
  [rendered("/", { networkCapture: [{ filterType: "kind" }] }), "filterType"],
  [rendered("/", { actions: [{ action: "jump" }] }), '"actions[0].action" must be one of'],
  [rendered("/", { actions: [{ action: "click" }] }), '"actions[0].selector" is required'],
  [rendered("/", { actions: [{ action: "waitForTimeout", timeout: 16 }] }), "0 to 15"],
  [rendered("/", { actions: [{ action: "waitForNavigation", timeout: 30 }] }), "waitForNavigation"],
  [rendered("/", { actions: [{ action: "reload", onError: "stop" }] }), "return, continue"],
  [rendered("/", { actions: [{ action: "scrollTo" }] }), "either"],
  [rendered("/", { actions: [{ action: "keyPress", key: "x".repeat(15) }] }), "14 characters"],
  [rendered("/", { actions: [{ action: "evaluate", source: "x".repeat(6001) }] }), "6000"],
  [
    rendered("/", { actions: [{ action: "setLocation", address: { zip: "04662" } }] }),
    'Unrecognized field "actions[0].address.zip"',
  ],
  [{ url: "https://a.example/", product: true, productOptions: { model: "1" } }, "2024-09-16"],
];

test.each(invalid)("refuses with 400: %j", async (query, detail) => {
  await using zyte = await createZyteEmulator();
  const asked = await ask(zyte, query);
  expect([asked.status, typeOf(asked)]).toEqual([400, "/request/invalid"]);
  expect(asked.body["detail"]).toContain(detail.replace("waitForNavigation", "31 to 45"));
});

test.each(["", "{", "url=https://shop.example", '{"url": undefined}'])(
  "a body that is no JSON is refused: %j",
  async (body) => {
    await using zyte = await createZyteEmulator();
    const asked = await ask(zyte, body);
    expect(asked.status).toBe(400);
    expect(asked.body).toMatchObject({ type: "/request/invalid-json", title: "Invalid JSON" });
  },
);

const session = { id: crypto.randomUUID() };
const shop = { url: "https://shop.example/" };

/** What is refused with 422. */
const unprocessable: readonly (readonly [query: unknown, detail: string])[] = [
  [page("/", { browserHtml: true }), '"httpResponseBody" does not go with browser outputs'],
  [page("/", { screenshot: true }), '"httpResponseBody" does not go with browser outputs'],
  [{ ...shop, product: true, article: true }, "Only one extraction type"],
  [page("/", { httpRequestBody: "YQ==", httpRequestText: "a" }), "httpRequestText"],
  [page("/", { actions: [{ action: "reload" }] }), '"actions" does not go with http requests'],
  [page("/", { javascript: true }), '"javascript" does not go with http'],
  [rendered("/", { httpRequestMethod: "POST" }), '"httpRequestMethod" does not go with browser'],
  [rendered("/", { device: "mobile" }), '"device" does not go with browser'],
  [rendered("/", { customHttpRequestHeaders: [{ name: "a", value: "b" }] }), "does not go with"],
  [{ ...shop, serp: true, session }, '"serp" does not go with "session"'],
  [{ ...shop, serp: true, httpResponseHeaders: true }, '"serp" does not go with'],
  [page("/", { session, sessionContext: [{ name: "a", value: "b" }] }), "sessionContext"],
  [page("/", { customAttributes: { a: { type: "string" } } }), "needs an extraction type"],
  [
    rendered("/", { screenshot: true, screenshotOptions: { format: "png", fullPage: true } }),
    "Screenshots of full pages are JPEG",
  ],
];

test.each(unprocessable)("refuses with 422: %j", async (query, detail) => {
  await using zyte = await createZyteEmulator();
  const asked = await ask(zyte, query);
  expect([asked.status, typeOf(asked)]).toEqual([422, "/request/unprocessable"]);
  expect(asked.body["detail"]).toContain(detail);
  expect(zyte.truth()).toMatchObject({ totals: { refused: 1, charged: 0 }, sessions: [] });
});

/** What a client may send. */
const valid: readonly object[] = [
  page("/", { httpResponseHeaders: true, verifyCertificate: true, followRedirect: false }),
  rendered("/", { httpResponseHeaders: true, screenshot: true, verifyCertificate: true }),
  // Values that ask for nothing go with everything.
  page("/", {
    browserHtml: false,
    actions: [],
    networkCapture: [],
    viewport: {},
    screenshot: false,
  }),
  rendered("/", { httpRequestMethod: "GET", device: "desktop", customHttpRequestHeaders: [] }),
  page("/", { tags: null, customAttributes: null, sessionContext: [], requestCookies: [] }),
  page("/", { geolocation: "US", ipType: "residential", tags: { a: "b", c: null } }),
  { ...shop, httpResponseHeaders: true },
  { ...shop, product: true, extractFrom: "httpResponseBody", device: "mobile" },
  {
    ...shop,
    productList: true,
    productListOptions: { extractFrom: "browserHtml" },
    javascript: true,
  },
  { ...shop, serp: true, serpOptions: { keyword: "shoes" } },
  { ...shop, article: true, extractFrom: "userHtml", articleOptions: { userHtml: "<h1>x</h1>" } },
];

test.each(valid)("accepts %j", async (query) => {
  await using zyte = await createZyteEmulator();
  expect(await ask(zyte, query)).toMatchObject({ status: 200 });
});

test("the open questions can be answered the other way", async () => {
  await using zyte = await createZyteEmulator({
    experimentalCookies: "accept",
    sessionWithContext: "accept",
  });
  const both = page("/", { session, sessionContext: [{ name: "a", value: "b" }] });
  expect((await ask(zyte, both)).status).toBe(200);
  expect(zyte.truth()).toMatchObject({ sessions: [session], serverSessions: [] });
  const asked = await ask(
    zyte,
    page("/cookies/set?x=1", { experimental: { requestCookies: [cookie], responseCookies: true } }),
  );
  expect(asked.body["experimental"]).toMatchObject({
    responseCookies: [{ name: "x", value: "1" }],
  });
});
