import { inspect } from "node:util";
import { isSessionaryError } from "@sessionary/core";
import { createTestSite, type TestSite } from "@sessionary/testkit";
import axios, { AxiosError } from "axios";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { instances, rejection } from "./support/instances.ts";
import { serve } from "./support/server.ts";

let site: TestSite;
const make = instances();

beforeEach(async () => {
  site = await createTestSite();
});

afterEach(() => site.close());

describe("a status", () => {
  test("that is good comes with its session, and the caller's own config", async () => {
    const http = make();
    await http.get(`${site.origin}/cookies/set?sid=s3cret`);
    const response = await http.get(`${site.origin}/echo`, { headers: { "x-order": "42" } });
    const [session] =
      http.sessions.pools()[0]?.stats().sessions.ready === 1 ? [response.session] : [];
    expect(session?.state.cookies.size).toBe(1);
    expect(response.config.headers.get("x-order")).toBe("42");
    expect(response.config.headers.has("cookie")).toBe(false);
    expect(response.config.httpAgent).toBeUndefined();
    expect(response.data.cookies).toEqual({ sid: "s3cret" });
  });

  test.each([
    [404, "ERR_BAD_REQUEST"],
    [500, "ERR_BAD_RESPONSE"],
  ])("%i is rejected as by axios, with the session", async (status, code) => {
    const http = make({ pool: { size: 2, retries: 1 } });
    const error = await rejection(http.get(`${site.origin}/status/${status}`));
    const bare = await rejection(axios.get(`${site.origin}/status/${status}`));
    if (!(error instanceof AxiosError) || !(bare instanceof AxiosError)) throw error;
    expect([error.message, error.code, error.status, error.response?.data]).toEqual([
      bare.message,
      bare.code,
      bare.status,
      bare.response?.data,
    ]);
    expect(error.code).toBe(code);
    expect(error.session).toBe(error.response?.session);
    expect(error.session?.state.cookies).toBeDefined();
    expect(error.config?.url).toBe(`${site.origin}/status/${status}`);
  });

  test("500 is tried again first, 404 is not", async () => {
    const http = make({ pool: { size: 2, retries: 1 } });
    await rejection(http.get(`${site.origin}/status/500`));
    await rejection(http.get(`${site.origin}/status/404`));
    await rejection(http.post(`${site.origin}/status/500`, "a"));
    expect(site.requests.map(({ path }) => path)).toEqual([
      "/status/500",
      "/status/500",
      "/status/404",
      "/status/500",
    ]);
  });

  test("that validateStatus likes is a response, whatever judges say of it", async () => {
    const http = make(
      { pool: { size: 1, retries: 0 } },
      { validateStatus: (status) => status < 600 },
    );
    expect((await http.get(`${site.origin}/status/500`)).status).toBe(500);
    expect((await http.get(`${site.origin}/status/404`, { validateStatus: null })).status).toBe(
      404,
    );
  });

  test("403 ends in ERR_RETRIES_EXHAUSTED, with every attempt", async () => {
    const http = make({ pool: { size: 1, retries: 2 } });
    const error = await rejection(http.get(`${site.origin}/status/403`));
    if (!isSessionaryError(error, "ERR_RETRIES_EXHAUSTED")) throw error;
    expect(error.attempts.map(({ verdict, reading }) => [verdict, reading?.status])).toEqual([
      ["error", 403],
      ["error", 403],
      ["error", 403],
    ]);
  });

  test("200 that holds no JSON is rejected where JSON was asked for", async () => {
    const http = make();
    const asked = http.get(`${site.origin}/status/200`, {
      responseType: "json",
      transitional: { silentJSONParsing: false },
    });
    expect(await rejection(asked)).toMatchObject({ name: "SyntaxError", code: "ERR_BAD_RESPONSE" });
  });
});

describe("no answer", () => {
  test("to a POST is the error of axios, with the session", async () => {
    const http = make();
    const error = await rejection(http.post(`${site.origin}/down`, { a: 1 }));
    if (!axios.isAxiosError(error)) throw error;
    expect(error).toMatchObject({ code: "ECONNRESET", message: "socket hang up" });
    expect(error.session?.uses).toBe(1);
    expect(error.config?.data).toBe('{"a":1}');
    expect(http.sessions.stats().use).toMatchObject({ inconclusive: 1, error: 0 });
  });

  test("to a GET ends in ERR_RETRIES_EXHAUSTED, whose cause is the error of axios", async () => {
    const http = make({ pool: { size: 2, retries: 1 } });
    const error = await rejection(http.get(`${site.origin}/down`));
    if (!isSessionaryError(error, "ERR_RETRIES_EXHAUSTED")) throw error;
    expect(error.cause).toMatchObject({ isAxiosError: true, code: "ECONNRESET" });
    expect((error.cause as AxiosError).session?.id).toBe(error.attempts.at(-1)?.sessionId);
  });

  test("that comes in time is the site's affair: it is tried again", async () => {
    const http = make({ pool: { size: 2, retries: 1 } });
    const error = await rejection(http.get(`${site.origin}/slow`, { timeout: 20 }));
    if (!isSessionaryError(error, "ERR_RETRIES_EXHAUSTED")) throw error;
    expect(error.cause).toMatchObject({
      code: "ECONNABORTED",
      message: "timeout of 20ms exceeded",
    });
    expect(http.sessions.stats()).toMatchObject({ use: { inconclusive: 2 }, retired: {} });
  });

  test("or half of one, blames nobody", async () => {
    const http = make({ pool: { size: 1, retries: 0 } });
    const arrived = site.waitFor("request");
    const half = rejection(http.get(`${site.origin}/stream`));
    await arrived;
    await site.goDown("refuse");
    expect(await half).toMatchObject({ code: "ERR_RETRIES_EXHAUSTED" });
    expect(http.sessions.stats()).toMatchObject({ use: { inconclusive: 1 }, retired: {} });
  });
});

describe("giving up", () => {
  const reason = new Error("changed my mind");

  test.each(["signal", "session.signal", "cancelToken"])(
    "by %s is a cancellation, with its reason",
    async (way) => {
      const http = make();
      const controller = new AbortController();
      const source = axios.CancelToken.source();
      const { signal } = controller;
      const ways = {
        signal: { signal },
        "session.signal": { session: { signal } },
        cancelToken: { cancelToken: source.token },
      };
      const arrived = site.waitFor("request");
      const gone = site.waitFor("answer");
      const slow = rejection(http.get(`${site.origin}/slow`, ways[way as keyof typeof ways]));
      await arrived;
      controller.abort(reason);
      source.cancel("changed my mind");
      const error = await slow;
      expect(axios.isCancel(error)).toBe(true);
      if (way === "cancelToken") expect(error).toMatchObject({ message: "changed my mind" });
      else expect(error).toMatchObject({ code: "ERR_CANCELED", cause: reason });
      expect((await gone).aborted).toBe(true);
      expect(http.sessions.stats()).toMatchObject({ use: { error: 0 }, retired: {} });
    },
  );

  test("is no option where its ways are null, as axios takes them", async () => {
    const none = null as never;
    const config = { signal: none, cancelToken: none, session: { key: "a" } };
    expect((await make().get(site.url, config)).session).toBeDefined();
    const { data } = await make().get(site.url, { ...config, responseType: "stream" });
    expect((await data.toArray()).length).toBeGreaterThan(0);
  });

  test("by one of two signals", async () => {
    for (const which of [0, 1]) {
      const http = make();
      const controllers = [new AbortController(), new AbortController()] as const;
      const arrived = site.waitFor("request");
      const call = { signal: controllers[0].signal, session: { signal: controllers[1].signal } };
      const slow = rejection(http.get(`${site.origin}/slow`, call));
      await arrived;
      controllers[which]?.abort(reason);
      expect(await slow).toMatchObject({ code: "ERR_CANCELED", cause: reason });
    }
  });

  test("leaves nothing on a signal or a token that serves many requests", async () => {
    const http = make();
    const { signal } = new AbortController();
    const { token } = axios.CancelToken.source();
    let listeners = 0;
    const subscribe = token.subscribe.bind(token);
    const unsubscribe = token.unsubscribe.bind(token);
    token.subscribe = (listener) => {
      listeners++;
      subscribe(listener);
    };
    token.unsubscribe = (listener) => {
      listeners--;
      unsubscribe(listener);
    };
    for (let i = 0; i < 3; i++) {
      await http.get(`${site.origin}/echo`, { signal, cancelToken: token, session: { signal } });
    }
    expect(listeners).toBe(0);
  });

  test("ends a stream that was handed over", async () => {
    const http = make();
    const controller = new AbortController();
    const { data } = await http.get(`${site.origin}/stream`, {
      responseType: "stream",
      signal: controller.signal,
    });
    const gone = site.waitFor("answer");
    const reading = rejection(data.toArray());
    controller.abort(reason);
    expect(await reading).toMatchObject({ code: "ERR_CANCELED" });
    expect((await gone).aborted).toBe(true);
  });
});

describe("secrets", () => {
  const secrets = ["c00kie-s3cret", "t0ken-s3cret", "b0dy-s3cret"];

  test("are not printed with an error, nor in its JSON", async () => {
    const http = make({ pool: { size: 1, retries: 1 }, init: () => ({ token: "t0ken-s3cret" }) });
    await http.get(`${site.origin}/cookies/set?mark=c00kie-s3cret`);
    for (const path of ["/status/404", "/status/403", "/down", "/redirect/loop"]) {
      const error = await rejection(http.get(`${site.origin}${path}`));
      const told = inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error);
      for (const secret of secrets) expect(told, path).not.toContain(secret);
      await http.get(`${site.origin}/cookies/set?mark=c00kie-s3cret`);
    }
  });

  test("are not printed with a stream: when its status is refused, when it is too long, when it is given up", async () => {
    const http = make();
    await http.get(`${site.origin}/cookies/set?mark=c00kie-s3cret`);
    const stream = { responseType: "stream" } as const;
    const controller = new AbortController();
    const long = await http.get(site.url, { ...stream, maxContentLength: 1 });
    const tooLong = await rejection(long.data.toArray());
    const { signal } = controller;
    const half = await http.get(`${site.origin}/stream`, { ...stream, signal });
    const reading = rejection(half.data.toArray());
    controller.abort();
    const refused = await rejection(http.get(`${site.origin}/status/404`, stream));
    for (const error of [tooLong, await reading, refused]) {
      expect(axios.isAxiosError(error)).toBe(true);
      const told = inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error);
      for (const secret of secrets) expect(told).not.toContain(secret);
    }
    expect((refused as AxiosError<{ destroyed: boolean }>).response?.data.destroyed).toBe(false);
  });

  test("that a refused answer sets are not printed, and still there", async () => {
    await using server = await serve((_, response) => {
      response.writeHead(404, { "set-cookie": "mark=c00kie-s3cret", "x-mark": "seen" }).end();
    });
    const error = (await rejection(make().get(server.origin))) as AxiosError;
    const told = inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error);
    expect(told).not.toContain("c00kie-s3cret");
    expect(told).toContain("'x-mark': 'seen'");
    expect(error.response?.headers["set-cookie"]).toEqual(["mark=c00kie-s3cret"]);
  });

  test("of the caller are not in a list of attempts", async () => {
    const http = make({ pool: { size: 1, retries: 1 } });
    const error = await rejection(
      http.put(`${site.origin}/down?key=b0dy-s3cret`, "b0dy-s3cret", {
        headers: { authorization: "b0dy-s3cret" },
      }),
    );
    expect(isSessionaryError(error, "ERR_RETRIES_EXHAUSTED")).toBe(true);
    expect(inspect(error, { depth: 20 }) + JSON.stringify(error)).not.toContain("b0dy-s3cret");
  });

  test("the request of a failure is there for who asks", async () => {
    const http = make();
    const error = await rejection(http.get(`${site.origin}/status/404`));
    expect((error as AxiosError).request.path).toBe("/status/404");
    expect((error as AxiosError).response?.request.path).toBe("/status/404");
  });
});
