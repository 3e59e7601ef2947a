import { afterEach, expect, test, vi } from "vitest";
import { createZyteClient, type ZyteClientOptions, type ZyteRequest } from "../../src/index.ts";
import { answering } from "../support/answering.ts";
import { serve } from "../support/server.ts";

afterEach(() => vi.unstubAllEnvs());

test.each<[object, string]>([
  [
    { apiKey: "k", baseURL: "https://a.example/" },
    "unknown option `baseURL`, did you mean `baseUrl`?",
  ],
  [
    { apiKey: "k", baseUrl: "ftp://a.example/" },
    "`baseUrl` to be an http(s) URL without credentials",
  ],
  [{ apiKey: "k", baseUrl: "a.example" }, "`baseUrl`"],
  [{ apiKey: "k", concurrency: 0 }, "`concurrency` to be an integer >= 1, got 0 (number)"],
  [{ apiKey: "k", concurrency: 1.5 }, "`concurrency`"],
  [{ apiKey: "k", retryPolicy: "aggressive" }, "`retryPolicy` to be an object with start()"],
  [{ apiKey: "k", timeoutMs: Number.NaN }, "`timeoutMs`"],
  [
    { apiKey: "k", timeoutMs: 2 ** 31 },
    "`timeoutMs` to be a number of milliseconds > 0 and < 2^31",
  ],
  [{ apiKey: "k", fetch: {} }, "`fetch` to be a function"],
  [{ apiKey: "k", userAgent: "" }, "`userAgent`"],
  [{ apiKey: "k", signal: {} }, "`signal`"],
  [{ apiKey: 12345 }, "`apiKey` to be a key of Zyte API, but it is no string but a number"],
  [{ apiKey: "a b" }, "`apiKey` to be a key of Zyte API, but it has white space"],
])("%j is refused", (options, message) => {
  expect(() => createZyteClient(options as ZyteClientOptions)).toThrow(
    expect.objectContaining({
      code: "ERR_INVALID_OPTION",
      message: expect.stringContaining(message) as string,
    }),
  );
});

test("without a key there is no client, and the error says where to put one", () => {
  vi.stubEnv("ZYTE_API_KEY", "");
  expect(() => createZyteClient()).toThrow("give `apiKey` or set ZYTE_API_KEY");
});

test("the key of the option wins over that of the environment", async () => {
  const seen: (string | undefined)[] = [];
  await using server = await serve(({ headers }, response) => {
    seen.push(headers.authorization);
    response.end('{"url":"https://a.example/"}');
  });
  vi.stubEnv("ZYTE_API_KEY", "ENV");
  for (const options of [{}, { apiKey: "OPTION" }]) {
    await using zyte = createZyteClient({ ...options, baseUrl: server.origin });
    await zyte.extract({ url: "https://a.example/", browserHtml: true });
  }
  expect(seen).toEqual(["ENV", "OPTION"].map((key) => `Basic ${btoa(`${key}:`)}`));
});

test("the base URL may have a path, with or without a slash at its end, and the user agent may be chosen", async () => {
  const seen: unknown[] = [];
  await using server = await serve(({ url, headers }, response) => {
    seen.push([url, headers["user-agent"]]);
    response.end('{"url":"https://a.example/"}');
  });
  for (const path of ["", "/", "/v2", "/v2/"]) {
    await using zyte = createZyteClient({
      apiKey: "KEY",
      baseUrl: new URL(server.origin + path),
      userAgent: "mine/1",
    });
    await zyte.extract({ url: "https://a.example/", browserHtml: true });
  }
  expect(seen).toEqual(
    ["/extract", "/extract", "/v2/extract", "/v2/extract"].map((url) => [url, "mine/1"]),
  );
});

test.each<[unknown, string]>([
  [undefined, "`query` to be an object, got undefined"],
  [{}, "`query.url` to be a non-empty string, got undefined"],
  [{ url: new URL("https://a.example/") }, "`query.url` to be a non-empty string, got an object"],
])("the query %j is refused before anything is sent", async (query, message) => {
  await using server = await answering(200);
  await using zyte = createZyteClient({ apiKey: "KEY", baseUrl: server.origin });
  await expect(zyte.extract(query as ZyteRequest)).rejects.toThrow(message);
  await expect(
    zyte.extract({ url: "https://a.example/" }, { retries: 3 } as object),
  ).rejects.toThrow("unknown option `retries`");
  expect(server.asked).toBe(0);
});

test("a fetch of one's own sends the queries", async () => {
  const urls: unknown[] = [];
  const zyte = createZyteClient({
    apiKey: "KEY",
    fetch: async (url) => {
      urls.push(url);
      return Response.json({ url: "https://a.example/" });
    },
  });
  await zyte.extract({ url: "https://a.example/", browserHtml: true });
  expect(urls).toEqual(["https://api.zyte.com/v1/extract"]);
});

test("a policy that decides for no number is refused", async () => {
  await using server = await answering(500);
  await using zyte = createZyteClient({ apiKey: "KEY", baseUrl: server.origin });
  const retryPolicy = { name: "odd", start: () => () => Number.NaN };
  await expect(zyte.extract({ url: "https://a.example/" }, { retryPolicy })).rejects.toThrow(
    "`retryPolicy odd` to be a policy that decides for milliseconds >= 0",
  );
});
