import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import { isSessionaryError } from "@sessionary/core";
import { createTestProxies, createTestSite } from "@sessionary/testkit";
import { CancelError, got, HTTPError, Options, ParseError, RequestError } from "got";
import { describe, expect, it } from "vitest";
import { createSessionGot } from "../src/index.ts";
import { serve } from "./support/server.ts";

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "resolved",
    (error: unknown) => error,
  );

describe("what got does for its callers", () => {
  it("reads bodies as json(), text() and buffer() say, and asks for JSON as got would", async () => {
    await using site = await createTestSite();
    const client = createSessionGot(got);
    const url = `${site.origin}/echo`;
    const echo = await client(url).json<{ headers: Record<string, string> }>();
    expect(echo.headers["accept"]).toBe("application/json");
    expect(JSON.parse(await client(url).text())).toMatchObject({ method: "GET" });
    expect((await client(url).buffer()).toString()).toContain('"method":"GET"');
    const { body } = await client<{ method: string }>(url, { responseType: "json" });
    expect(body.method).toBe("GET");
    expect(await client.post(url, { json: { a: 1 }, resolveBodyOnly: true })).toContain(
      '{\\"a\\":1}',
    );
    await client.sessions.close();
  });

  it("throws got's HTTPError for what the site answers, through beforeError hooks", async () => {
    await using site = await createTestSite();
    const seen: unknown[] = [];
    const client = createSessionGot(
      got.extend({
        hooks: {
          beforeError: [
            (error) => {
              seen.push(error.response?.statusCode);
              return error;
            },
          ],
        },
      }),
    );
    const error = await failureOf(client(`${site.origin}/status/404`));
    expect(error).toBeInstanceOf(HTTPError);
    expect(seen).toEqual([404]);
    const answer = await client(`${site.origin}/status/404`, { throwHttpErrors: false });
    expect(answer.statusCode).toBe(404);
    expect(client.sessions.stats().use).toMatchObject({ ok: 2, error: 0 });
    await client.sessions.close();
  });

  it("judges a page that is no JSON before it says that it is none", async () => {
    await using server = await serve((_request, response) => response.end("<p>banned</p>"));
    const client = createSessionGot(got, {
      pool: { size: 1, retries: 1 },
      check: async ({ reading }) => !(await reading.text()).includes("banned"),
    });
    const options = { responseType: "json" } as const;
    const banned = await failureOf(client(server.origin, options));
    expect(isSessionaryError(banned, "ERR_RETRIES_EXHAUSTED")).toBe(true);
    const plain = createSessionGot(got);
    expect(await failureOf(plain(server.origin, options))).toBeInstanceOf(ParseError);
    await Promise.all([client.sessions.close(), plain.sessions.close()]);
  });

  it("runs the hooks of each attempt, and lets one of them ask for another try", async () => {
    await using server = await serve(({ headers }, response) => {
      response.statusCode = headers["x-token"] === "new" ? 200 : 422;
      response.end(headers["x-before"]);
    });
    const client = createSessionGot(
      got.extend({
        hooks: {
          beforeRequest: [({ headers }) => void (headers["x-before"] = "1")],
          afterResponse: [
            (response, retryWithMergedOptions) =>
              response.statusCode === 422
                ? retryWithMergedOptions({ headers: { "x-token": "new" } })
                : response,
          ],
        },
      }),
    );
    expect(await client(server.origin).text()).toBe("1");
    await client.sessions.close();
  });

  it("keeps the query, the credentials and the compression of a request, attempt by attempt", async () => {
    const seen: unknown[] = [];
    await using server = await serve((request, response) => {
      seen.push([request.url, request.headers.authorization]);
      response.statusCode = seen.length === 1 ? 403 : 200;
      response.setHeader("content-encoding", "gzip");
      response.end(gzipSync("packed"));
    });
    const client = createSessionGot(got, {
      pool: { size: 1 },
      check: async ({ reading }) => (await reading.text()) === "packed",
    });
    const options = { searchParams: { page: 2 }, username: "me", password: "pw" };
    const { body, requestUrl } = await client(server.origin, options);
    expect(body).toBe("packed");
    expect(String(requestUrl)).toContain("page=2");
    expect(seen).toEqual([1, 2].map(() => ["/?page=2", "Basic bWU6cHc="]));
    await client.sessions.close();
  });

  it("keeps its time limits for each attempt", async () => {
    await using site = await createTestSite();
    const client = createSessionGot(got, { pool: { size: 1, retries: 1 } });
    const error = await failureOf(client(`${site.origin}/slow`, { timeout: { request: 20 } }));
    if (!isSessionaryError(error, "ERR_RETRIES_EXHAUSTED")) throw error;
    expect(error.attempts.map(({ verdict }) => verdict)).toEqual(["inconclusive", "inconclusive"]);
    expect(error.cause).toMatchObject({ name: "TimeoutError", code: "ETIMEDOUT" });
    await client.sessions.close({ drainTimeoutMs: 0 });
  });

  it("ends a request that is cancelled, and blames nobody", async () => {
    await using site = await createTestSite();
    const client = createSessionGot(got, { pool: { size: 1 } });
    const arrived = site.waitFor("request");
    const gone = site.waitFor("answer");
    const slow = client(`${site.origin}/slow`);
    await arrived;
    slow.cancel();
    expect(await failureOf(slow)).toBeInstanceOf(CancelError);
    expect((await gone).aborted).toBe(true);
    const json = client(`${site.origin}/slow`).json();
    await site.waitFor("request");
    json.cancel();
    expect(await failureOf(json)).toBeInstanceOf(CancelError);
    expect(client.sessions.stats().retired).toEqual({});
    await client.sessions.close();
  });

  it("refuses what got refuses, in its words, and sends nothing", async () => {
    await using site = await createTestSite();
    const client = createSessionGot(got);
    const wrong = { nonsense: 1 } as never;
    for (const [url, options] of [
      [site.url, wrong],
      [undefined, {}],
      [5 as never, {}],
    ] as const) {
      const ours = await failureOf(client(url as never, options));
      const theirs = await failureOf(got(url as never, options));
      expect(ours).toBeInstanceOf(RequestError);
      expect(String(ours)).toBe(String(theirs));
    }
    expect(site.truth().totals.requests).toBe(0);
    expect(client.sessions.pools()).toEqual([]);
  });

  it("extends, with handlers that come before the sessions", async () => {
    await using site = await createTestSite({ ban: { afterUses: 1 } });
    const client = createSessionGot(got, { pool: { size: 1 } });
    let handled = 0;
    const api = client.extend(
      { prefixUrl: `${site.origin}/api` },
      {
        handlers: [
          (options, next) => {
            handled++;
            return next(options);
          },
        ],
      },
    );
    for (const page of [1, 2, 3]) {
      expect(await api(`product/${page}`).json()).toMatchObject({ product: page });
    }
    expect(handled).toBe(3);
    expect(client.sessions.stats().retired).toEqual({ errors: 2 });
    await client.sessions.close();
  });

  it("paginates through sessions", async () => {
    await using site = await createTestSite({ ban: { afterUses: 2 } });
    const client = createSessionGot(got, { pool: { size: 1 } });
    const all = await client.paginate.all<number, { product: number }>(
      `${site.origin}/api/product/1`,
      {
        responseType: "json",
        pagination: {
          transform: ({ body }) => [body.product],
          paginate: ({ response }) => {
            const next = response.body.product + 1;
            return next > 4 ? false : { url: new URL(`${site.origin}/api/product/${next}`) };
          },
        },
      },
    );
    expect(all).toEqual([1, 2, 3, 4]);
    expect(client.sessions.stats().use).toMatchObject({ ok: 4, error: 1 });
    await client.sessions.close();
  });
});

describe("a session", () => {
  it("sends the cookies of each hop, and not those of the one before", async () => {
    const cookies: unknown[] = [];
    await using server = await serve(({ url, headers }, response) => {
      cookies.push(headers.cookie);
      response.setHeader("set-cookie", "only=here; Path=/here");
      if (url === "/here/page") response.writeHead(302, { location: "/elsewhere" });
      response.end();
    });
    const client = createSessionGot(got, { pool: { size: 1 } });
    for (const _ of [1, 2]) await client(`${server.origin}/here/page`);
    expect(cookies).toEqual([undefined, undefined, "only=here", undefined]);
    await client.sessions.close();
  });

  it("has headers of its own, which those of the request win over, but not got's own user agent", async () => {
    await using site = await createTestSite();
    const client = createSessionGot(got, {
      userAgent: "Mozilla/5.0",
      headers: { "X-One": "1", "X-Two": "2" },
    });
    const echo = async (headers: Record<string, string>): Promise<unknown> =>
      (await client(`${site.origin}/echo`, { headers }).json<{ headers: unknown }>()).headers;
    expect(await echo({ "x-two": "mine" })).toMatchObject({
      "user-agent": "Mozilla/5.0",
      "x-one": "1",
      "x-two": "mine",
    });
    expect(await echo({ "user-agent": "me" })).toMatchObject({ "user-agent": "me" });
    await client.sessions.close();
  });

  it("leaves the choice of another try to the pool", async () => {
    await using site = await createTestSite();
    const client = createSessionGot(got.extend({ retry: { limit: 5, calculateDelay: () => 1 } }), {
      pool: { retries: 1 },
    });
    const { statusCode } = await client(`${site.origin}/status/500`, { throwHttpErrors: false });
    expect(statusCode).toBe(500);
    expect(site.truth().totals.requests).toBe(2);
    await client.sessions.close();
  });

  it("repeats what got's retry.methods allow, and nothing else", async () => {
    await using site = await createTestSite();
    const client = createSessionGot(got.extend({ throwHttpErrors: false }), {
      pool: { retries: 1 },
    });
    await client.get(`${site.origin}/status/500`, { retry: { methods: [] } });
    expect(site.truth().totals.requests).toBe(1);
    await client.post(`${site.origin}/status/500`, { retry: { methods: ["POST"] } });
    expect(site.truth().totals.requests).toBe(3);
    await client.sessions.close();
  });

  it("shows no cookie and no proxy where its responses and errors are printed", async () => {
    await using site = await createTestSite();
    await using proxies = await createTestProxies(1, {
      username: "user",
      password: "pr0xy-s3cret",
    });
    const client = createSessionGot(got, {
      pool: { size: 1, retries: 0 },
      proxies: proxies.map(({ url }) => url),
    });
    await client(`${site.origin}/cookies/set?mark=c00kie-s3cret`);
    const told = [
      await failureOf(client(`${site.origin}/status/404`)),
      await failureOf(client(`${site.origin}/down`)),
      await failureOf(client(`${site.origin}/redirect/loop`)),
    ];
    for (const error of told) {
      expect(error).toBeInstanceOf(Error);
      const printed = inspect(error, { depth: 8 });
      expect(printed).not.toContain("c00kie-s3cret");
      expect(printed).not.toContain("pr0xy-s3cret");
    }
    await client.sessions.close();
  });

  it.each([
    ["agent", { agent: { http: {} } }],
    ["cache", { cache: new Map() }],
    [
      "cookieJar",
      { cookieJar: { getCookieString: async () => "", setCookie: async () => undefined } },
    ],
    ["http2", { http2: true }],
  ])("refuses got's option %s, which would go round it", async (name, options) => {
    await using site = await createTestSite();
    const client = createSessionGot(got);
    const error = await failureOf(client(site.url, options as never));
    expect(isSessionaryError(error, "ERR_INVALID_OPTION")).toBe(true);
    expect(String(error)).toContain(`\`${name}\``);
    expect(() => createSessionGot(got.extend(options as never))).toThrow(`\`${name}\``);
    const { statusCode } = await got(site.url);
    expect(statusCode).toBe(200);
    expect(site.truth().totals.requests).toBe(1);
  });

  it.each<[unknown, unknown, string]>([
    [undefined, {}, "`instance` to be an instance of got"],
    [got, null, "`options` to be an object"],
    [got, 3, "`options` to be an object"],
    [got, { connectTimeoutMs: 0 }, "`connectTimeoutMs` to be ms > 0"],
    [got, { connectTimeoutMs: "1000" }, "`connectTimeoutMs` to be ms > 0"],
  ])("refuses what it is made of: %o, %o", (instance, options, message) => {
    expect(() => createSessionGot(instance as never, options as never)).toThrow(message);
  });

  it("is not for streams, which nobody could judge; without one they are got's", async () => {
    await using site = await createTestSite();
    const client = createSessionGot(got);
    expect(() => client.stream(site.url)).toThrow("`isStream`");
    const chunks = await client
      .stream(`${site.origin}/echo`, { context: { session: { enabled: false } } })
      .toArray();
    expect(Buffer.concat(chunks as Buffer[]).toString()).toContain('"method":"GET"');
  });

  it("is built by a request of got", async () => {
    await using site = await createTestSite();
    const init = new Options(`${site.origin}/api/location`, {
      method: "POST",
      form: { zip: "04662" },
    });
    const client = createSessionGot(got, { pool: { size: 1 }, init });
    expect(await client(`${site.origin}/api/product/1`).json()).toMatchObject({ zip: "04662" });
    await client.sessions.close();
  });
});

it("leaves no listener on a signal that many requests share", async () => {
  await using site = await createTestSite();
  const client = createSessionGot(got, { pool: { size: 1 } });
  const { signal } = new AbortController();
  let listeners = 0;
  const bare = EventTarget.prototype;
  signal.addEventListener = (...args: Parameters<typeof bare.addEventListener>): void => {
    listeners++;
    bare.addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof bare.removeEventListener>): void => {
    listeners--;
    bare.removeEventListener.apply(signal, args);
  };
  for (let page = 1; page <= 3; page++)
    await client(`${site.origin}/api/product/${page}`, { signal });
  await client.sessions.close();
  expect(listeners).toBe(0);
});
