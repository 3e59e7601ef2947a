import { createFakeClock } from "@sessionary/core/testing";
import { createServer } from "node:http";
import { brotliDecompressSync, gzipSync } from "node:zlib";

import { expect, test } from "vitest";

import { createTestSite } from "../../src/index.ts";
import { createZyteEmulator } from "../../src/zyte/index.ts";
import { ask, bodyOf, echoOf, page, rendered } from "./asking.ts";

test("a response has the fields that were asked for, and no others", async () => {
  await using zyte = await createZyteEmulator();
  const { headers, body } = await ask(zyte, page("/product/1", { httpResponseBody: true }));
  expect(headers.get("content-type")).toBe("application/json");
  expect(Object.keys(body).sort()).toEqual(["httpResponseBody", "statusCode", "url"]);

  const session = { id: crypto.randomUUID() };
  const all = await ask(
    zyte,
    rendered("/product/1", {
      httpResponseHeaders: true,
      screenshot: true,
      session,
      actions: [{ action: "reload" }],
      networkCapture: [{ filterType: "resourceType", resourceType: "xhr" }],
      responseCookies: true,
      jobId: "job 1",
      echoData: { any: ["thing"] },
    }),
  );
  expect(Object.keys(all.body).sort()).toEqual(
    ["actions", "browserHtml", "echoData", "httpResponseHeaders", "jobId", "networkCapture"].concat(
      ["responseCookies", "screenshot", "session", "statusCode", "url"],
    ),
  );
  expect(all.body).toMatchObject({ session, jobId: "job 1", echoData: { any: ["thing"] } });
});

test("a 404 of the site is a 200 of the service, and charged", async () => {
  await using zyte = await createZyteEmulator();
  const asked = await ask(zyte, page("/nowhere"));
  expect([asked.status, asked.body["statusCode"]]).toEqual([200, 404]);
  expect((await ask(zyte, page("/status/503"))).body["statusCode"]).toBe(503);
  expect(zyte.truth().totals).toMatchObject({ ok: 2, charged: 2, cost: 2 });
});

test("method, body and headers reach the site", async () => {
  await using zyte = await createZyteEmulator();
  const asked = await ask(
    zyte,
    page("/echo?a=1", {
      httpRequestMethod: "POST",
      httpRequestText: "grüße",
      customHttpRequestHeaders: [
        { name: "X-One", value: "first" },
        { name: "x-one", value: "last" },
        { name: "Content-Type", value: "text/plain" },
      ],
      device: "mobile",
    }),
  );
  expect(echoOf(asked)).toMatchObject({ method: "POST", body: "grüße" });
  expect(echoOf(asked).headers).toMatchObject({
    host: "shop.example",
    "x-one": "last",
    "content-type": "text/plain",
    "user-agent": expect.stringContaining("Mobile"),
  });
  const bytes = page("/echo", { httpRequestMethod: "PUT", httpRequestBody: btoa("raw") });
  expect(echoOf(await ask(zyte, bytes))).toMatchObject({ method: "PUT", body: "raw" });
  const head = await ask(zyte, page("/echo", { httpRequestMethod: "HEAD" }));
  expect([head.body["statusCode"], bodyOf(head)]).toEqual([200, ""]);
});

test("redirects are followed, with the final URL and status", async () => {
  await using zyte = await createZyteEmulator();
  const { body } = await ask(zyte, page("/redirect/2?to=/status/404#part"));
  expect(body).toMatchObject({ url: "https://shop.example/status/404#part", statusCode: 404 });
  expect(zyte.requests[0]?.siteRequests).toBe(3);
});

test("an HTTP request may stay at a redirect, a browser never does", async () => {
  await using zyte = await createZyteEmulator();
  const stay = { followRedirect: false, httpResponseHeaders: true };
  const http = await ask(zyte, page("/redirect/1", stay));
  expect(http.body).toMatchObject({ url: "https://shop.example/redirect/1", statusCode: 302 });
  expect(http.body["httpResponseHeaders"]).toContainEqual({ name: "location", value: "/echo" });
  const browser = await ask(zyte, rendered("/redirect/1", stay));
  expect(browser.body).toMatchObject({ url: "https://shop.example/echo", statusCode: 200 });
});

test("a POST becomes a GET on 303, and stays one on 307", async () => {
  await using zyte = await createZyteEmulator();
  const post = { httpRequestMethod: "POST", httpRequestText: "x" };
  const seen = await ask(zyte, page("/redirect/1?status=303", post));
  expect(echoOf(seen)).toMatchObject({ method: "GET", body: "" });
  const kept = await ask(zyte, page("/redirect/1?status=307", post));
  expect(echoOf(kept)).toMatchObject({ method: "POST", body: "x" });
});

test("a redirect to another site of the test gets there", async () => {
  await using other = await createTestSite();
  await using zyte = await createZyteEmulator();
  const to = encodeURIComponent(`${other.origin}/echo`);
  const { body } = await ask(zyte, page(`/redirect/1?to=${to}`));
  expect(body["url"]).toBe(`${other.origin}/echo`);
  expect(other.requests).toHaveLength(1);
});

test("hosts lead where the options say", async () => {
  await using other = await createTestSite();
  await using zyte = await createZyteEmulator({ hosts: { "other.example": other.origin } });
  await ask(zyte, { url: "http://other.example/echo", httpResponseBody: true });
  await ask(zyte, { url: "http://any.example:8080/echo", httpResponseBody: true });
  expect(other.requests.map(({ headers }) => headers.host)).toEqual(["other.example"]);
  expect(zyte.site.requests.map(({ headers }) => headers.host)).toEqual(["any.example:8080"]);
});

test("unreachable domains, refused ones and sites that are down have their own answers", async () => {
  await using zyte = await createZyteEmulator({ forbiddenHosts: ["taboo.example"] });
  const unreachable = await ask(zyte, { url: "http://nobody.invalid/", browserHtml: true });
  expect([unreachable.status, unreachable.body["type"]]).toEqual([
    421,
    "/website/domain-unreachable",
  ]);
  const forbidden = await ask(zyte, { url: "https://taboo.example/", browserHtml: true });
  expect(forbidden.status).toBe(451);
  expect(forbidden.body).toMatchObject({
    type: "/download/domain-forbidden",
    title: "Domain Forbidden",
    status: 451,
    blockedDomain: "taboo.example",
  });
  const endless = await ask(zyte, page("/redirect/loop"));
  expect([endless.status, endless.body["type"]]).toEqual([521, "/download/internal-error"]);
  await zyte.site.goDown("refuse");
  expect((await ask(zyte, page("/echo"))).status).toBe(521);
  await zyte.site.goUp();
  expect((await ask(zyte, page("/echo"))).status).toBe(200);
});

test("headers come as a list, each Set-Cookie by itself", async () => {
  await using zyte = await createZyteEmulator();
  const { body } = await ask(
    zyte,
    page("/cookies/set?a=1&b=2", { httpResponseHeaders: true, httpResponseBody: false }),
  );
  expect(body["httpResponseHeaders"]).toEqual(
    expect.arrayContaining([
      { name: "set-cookie", value: "a=1; Path=/" },
      { name: "set-cookie", value: "b=2; Path=/" },
    ]),
  );
});

test("bodies are decompressed, and cut at 10 MB without a word", async () => {
  const long = "0123456789".repeat(1_100_000);
  const server = createServer((_incoming, outgoing) => {
    outgoing.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(long));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  try {
    await using zyte = await createZyteEmulator({
      hosts: { "long.example": `http://127.0.0.1:${port}` },
    });
    const asked = await ask(zyte, { url: "https://long.example/", httpResponseBody: true });
    expect(bodyOf(asked)).toBe(long.slice(0, 10 * 1024 * 1024));
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

test("a client that can read brotli gets it", async () => {
  await using zyte = await createZyteEmulator();
  const { request } = await import("node:http");
  const body = JSON.stringify(rendered("/links", { echoData: "x".repeat(5000) }));
  const [encoding, bytes] = await new Promise<[string | undefined, Buffer]>((resolve, reject) => {
    const headers = {
      authorization: `Basic ${btoa(`${zyte.apiKey}:`)}`,
      "accept-encoding": "br",
    };
    request(`${zyte.url}extract`, { method: "POST", headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () =>
        resolve([incoming.headers["content-encoding"], Buffer.concat(chunks)]),
      );
    })
      .on("error", reject)
      .end(body);
  });
  expect(encoding).toBe("br");
  expect(JSON.parse(brotliDecompressSync(bytes).toString())).toMatchObject({ statusCode: 200 });
});

test("a screenshot has the format and, as PNG, the size that was asked for", async () => {
  await using zyte = await createZyteEmulator();
  const shoot = async (rest: object): Promise<Buffer> => {
    const { body } = await ask(zyte, { url: "https://a.example/", screenshot: true, ...rest });
    return Buffer.from(String(body["screenshot"]), "base64");
  };
  const png = await shoot({
    screenshotOptions: { format: "png" },
    viewport: { width: 321, height: 360 },
  });
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([321, 360]);
  const jpeg = await shoot({});
  expect([...jpeg.subarray(0, 3), ...jpeg.subarray(-2)]).toEqual([0xff, 0xd8, 0xff, 0xff, 0xd9]);
});

test("extractions are made of the page, with the metadata the service adds", async () => {
  const clock = createFakeClock({ now: Date.UTC(2026, 0, 2, 3, 4, 5, 678) });
  await using zyte = await createZyteEmulator({ clock });
  const url = "https://shop.example/product/7";
  const dateDownloaded = "2026-01-02T03:04:05Z";
  const product = await ask(zyte, {
    url,
    product: true,
    customAttributes: { x: { type: "string" } },
  });
  expect(product.body["product"]).toEqual({
    url,
    name: "Product 7",
    price: zyte.site.price(7, "10001").toFixed(2),
    currency: "USD",
    currencyRaw: "$",
    metadata: { probability: 0.99, dateDownloaded },
  });
  expect(product.body["customAttributes"]).toMatchObject({ values: { x: null }, metadata: {} });
  const list = await ask(zyte, { url: "https://shop.example/links", productList: true });
  expect(list.body["productList"]).toMatchObject({
    nextPage: { url: "https://shop.example/links/2" },
    metadata: { dateDownloaded },
    products: expect.arrayContaining([{ url, name: "Product 7", metadata: { probability: 0.99 } }]),
  });
  const own = await ask(zyte, {
    url: "https://shop.example/own",
    product: true,
    productOptions: { extractFrom: "userHtml", userHtml: "<h1>Mine</h1>" },
  });
  expect(own.body["product"]).toMatchObject({ name: "Mine" });
  expect(zyte.requests.map(({ siteRequests }) => siteRequests)).toEqual([1, 1, 0]);
});

test("the kind of a request follows from what it asks for", async () => {
  await using zyte = await createZyteEmulator();
  const url = "https://shop.example/";
  for (const query of [
    { url, httpResponseBody: true },
    { url, httpResponseHeaders: true },
    { url, browserHtml: true },
    { url, screenshot: true },
    { url, product: true },
    { url, product: true, extractFrom: "httpResponseBody" },
    { url, product: true, productOptions: { extractFrom: "httpResponseBody" } },
    { url, serp: true },
    { url, serp: true, serpOptions: { extractFrom: "browserHtml" } },
  ]) {
    await ask(zyte, query);
  }
  expect(zyte.requests.map(({ charge }) => charge?.kind)).toEqual([
    "http",
    "http",
    "browser",
    "browser",
    "browser",
    "http",
    "http",
    "http",
    "browser",
  ]);
});
