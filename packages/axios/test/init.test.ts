import { isSessionaryError } from "@sessionary/core";
import { createTestSite, type TestSite } from "@sessionary/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { instances, rejection } from "./support/instances.ts";

let site: TestSite;
const make = instances();

beforeEach(async () => {
  site = await createTestSite();
});

afterEach(() => site.close());

describe("init as a request", () => {
  test("goes the instance's way, through each new session", async () => {
    const http = make(
      { pool: { size: 2 }, init: { url: "/api/location", method: "post", data: { zip: "04662" } } },
      { baseURL: site.origin },
    );
    const seen: unknown[] = [];
    http.interceptors.request.use((config) => {
      seen.push(config.url);
      return config;
    });
    const pages = await Promise.all([1, 2].map((n) => http.get(`/api/product/${n}`)));
    expect(pages.map(({ data }) => data.zip)).toEqual(["04662", "04662"]);
    expect(http.sessions.stats().init.passed).toBe(2);
    expect(seen.filter((url) => url === "/api/location")).toHaveLength(2);
  });

  test("is judged, whatever validateStatus and interceptors make of its status", async () => {
    const http = make({
      pool: { size: 1, maxBadInits: 2 },
      init: { url: `${site.origin}/status/403` },
    });
    http.interceptors.response.use(({ data }) => data);
    const error = await rejection(http.get(site.url));
    expect(isSessionaryError(error, "ERR_TOO_MANY_BAD_INITS")).toBe(true);
    expect(http.sessions.stats().init).toMatchObject({ rejected: 2 });
  });

  test("is asked about by the checker, with its data as the caller would see it", async () => {
    const seen: unknown[] = [];
    const http = make({
      init: { url: `${site.origin}/echo`, method: "post", data: "abc" },
      check: async ({ phase, response, reading }) => {
        seen.push([phase, response.data.body, JSON.parse(await reading.text()).body]);
        return true;
      },
    });
    await http.post(`${site.origin}/echo`, "def");
    expect(seen).toEqual([
      ["init", "abc", "abc"],
      ["use", "def", "def"],
    ]);
  });
});

describe("init as a function", () => {
  test("sends as the instance does, and what it returns is for prepare", async () => {
    const http = make(
      {
        init: async ({ send, check }) => {
          const { data: form } = await send({ url: "/location" });
          const csrf = /name="csrf_token" value="([^"]+)"|name="csrf" value="([^"]+)"/.exec(form);
          const token = csrf?.[1] ?? csrf?.[2] ?? "";
          const done = await send({ url: "/api/location", method: "post", data: { zip: "10001" } });
          return (await check(done)) && { token };
        },
        prepare: (request, session) => {
          request.headers.set("x-csrf", session.state.token);
          return request;
        },
      },
      { baseURL: site.origin },
    );
    const { data, config } = await http.get("/echo");
    expect(data.headers["x-csrf"]).toMatch(/./);
    expect(config.headers.has("x-csrf")).toBe(false);
    expect((await http.get("/api/product/1")).data.zip).toBe("10001");
  });

  test("that gets 429 waits, as for any answer that says so", async () => {
    const http = make({
      init: async ({ send }) => {
        await send({ url: `${site.origin}/status/429?retryAfter=7` });
      },
    });
    const later = new Promise((resolve) => http.sessions.on("init:later", resolve));
    const controller = new AbortController();
    const waiting = rejection(http.get(site.url, { signal: controller.signal }));
    expect(await later).toMatchObject({ retryInMs: 7_000 });
    controller.abort();
    await waiting;
    expect(http.sessions.stats().init).toMatchObject({ later: 1, failed: 0 });
  });

  test("has no say in the session of its requests", async () => {
    const http = make({
      pool: { size: 1, maxBadInits: 1 },
      init: async ({ send }) => {
        await send({ url: site.url, session: { key: "a" } });
      },
    });
    const error = await rejection(http.get(site.url));
    expect((error as Error).cause).toMatchObject({ code: "ERR_INVALID_OPTION" });
  });

  test("ends with its session: a request that hangs is given up", async () => {
    const http = make({
      init: async ({ send }) => {
        await send({ url: `${site.origin}/slow` });
      },
    });
    const arrived = site.waitFor("request");
    const gone = site.waitFor("answer");
    const waiting = rejection(http.get(site.url));
    await arrived;
    await http.sessions.close({ drainTimeoutMs: 0 });
    expect((await gone).aborted).toBe(true);
    expect(await waiting).toMatchObject({ code: "ERR_POOL_CLOSED" });
  });
});

describe("prepare", () => {
  test("may answer another request, which only has to say what is different", async () => {
    const http = make({
      prepare: () => ({ url: `${site.origin}/echo`, headers: { "x-new": "1" } }),
    });
    const { data } = await http.post(site.url, "abc");
    expect(data).toMatchObject({ method: "POST", body: "abc", headers: { "x-new": "1" } });
  });

  test("is asked at each attempt, from the same start", async () => {
    let attempts = 0;
    const http = make({
      pool: { size: 2 },
      check: () => ++attempts === 2,
      prepare: (request, { id }) => {
        expect(request.headers.has("x-session")).toBe(false);
        request.headers.set("x-session", id);
        return request;
      },
    });
    await http.post(`${site.origin}/echo`, { a: 1 });
    const ids = site.requests.map(({ headers }) => headers["x-session"]);
    expect(new Set(ids).size).toBe(2);
  });

  test("that answers no request rejects it", async () => {
    const http = make({ prepare: () => undefined as never });
    expect(await rejection(http.get(site.url))).toMatchObject({ code: "ERR_INVALID_OPTION" });
  });
});

describe("sessions", () => {
  test("send() is the instance's request, with session options", async () => {
    const http = make(undefined, { baseURL: site.origin });
    const { data, session } = await http.sessions.send({ url: "/echo" }, { pool: "mine" });
    expect([data.method, http.sessions.pool("mine")?.get(session?.id ?? "")?.id]).toEqual([
      "GET",
      session?.id,
    ]);
  });

  test("send() minds the session options of the request, and of the defaults", async () => {
    const http = make(undefined, { baseURL: site.origin, session: { pool: "ours" } });
    await http.sessions.send({ url: "/echo" });
    await http.sessions.send({ url: "/echo", session: { pool: "mine" } });
    await http.sessions.send({ url: "/echo", session: { pool: "mine" } }, { pool: "last" });
    expect(http.sessions.pools().map(({ name }) => name)).toEqual(["ours", "mine", "last"]);
  });

  test("use() minds them too", async () => {
    const http = make(undefined, {
      baseURL: site.origin,
      session: { pool: "ours", enabled: true },
    });
    const names = async (request: object, options?: object): Promise<string | undefined> => {
      const { id } = await http.sessions.use(({ session }) => session, { request, ...options });
      return http.sessions.pools().find((pool) => pool.get(id))?.name;
    };
    expect(await names({ url: "/" })).toBe("ours");
    expect(await names({ url: "/", session: { pool: "mine" } })).toBe("mine");
    expect(await names({ url: "/" }, { pool: "last" })).toBe("last");
    const wrong = names({ url: "/", session: 7 });
    expect(await rejection(wrong)).toMatchObject({ code: "ERR_INVALID_OPTION" });
  });

  test("use() lends a session to a task, by the instance's base URL", async () => {
    const http = make(undefined, { baseURL: site.origin });
    await http.get("/cookies/set?a=1");
    const names = await http.sessions.use(
      ({ session }) => session.state.cookies.cookies().map(({ name }) => name),
      { request: { url: "/" } },
    );
    expect(names).toEqual(["a"]);
    const wrong = http.sessions.use(() => 1, {} as never);
    expect(await rejection(wrong)).toMatchObject({ code: "ERR_INVALID_OPTION" });
  });

  test("go from one client to another by export() and import()", async () => {
    const one = make({ init: () => ({ token: "t" }) });
    await one.get(`${site.origin}/cookies/set?a=1`);
    const saved = await one.sessions.pools()[0]?.export();
    const two = make<{ token: string }>();
    const pool = await two.sessions.open(new URL(site.origin).host);
    await pool.import(JSON.parse(JSON.stringify(saved)));
    const { data, session } = await two.get(`${site.origin}/cookies`);
    expect(data).toEqual({ a: "1" });
    expect(session?.state).toMatchObject({ token: "t" });
  });
});
