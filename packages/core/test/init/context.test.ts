import { createFakeClock, createRandom } from "@sessionary/core/testing";
import { describe, expect, it } from "vitest";
import {
  createSessionPool,
  type AdapterPoolOptions,
  type InitContext,
  type Phase,
  type SessionAdapter,
} from "../../src/index.ts";
import { recordEvents } from "../helpers/events.ts";
import { errorOf, watch } from "../helpers/outcome.ts";
import { createPool } from "../helpers/pool.ts";

interface Jar {
  readonly cookies: string[];
  token?: string;
}

/** A site that answers every request by its name, and sets a cookie. */
function jarAdapter(closed: Jar[] = []): SessionAdapter<Jar, string, string> {
  return {
    name: "jar",
    open: ({ slot }) => ({ cookies: [`slot=${slot}`] }),
    send: async (request, session) => {
      session?.state.cookies.push(`seen=${request}`);
      return `answer to ${request}`;
    },
    read: (response) => ({
      status: 200,
      url: "https://shop.example/",
      headers: { get: () => null },
      text: async () => response,
      json: async () => response,
    }),
    url: (request) => request,
    close: ({ state }) => void closed.push(state),
  };
}

function jarPool(options: Partial<AdapterPoolOptions<Jar, string, string>> = {}) {
  const clock = createFakeClock();
  const random = createRandom(1);
  return createSessionPool<Jar, string, string>({
    adapter: jarAdapter(),
    size: 1,
    clock,
    random,
    ...options,
  });
}

describe("an init's context", () => {
  it("has the id and slot of the session that comes of it", async () => {
    let seen: Pick<InitContext, "id" | "slot"> | undefined;
    const { pool } = createPool({ init: (context) => void (seen = context) });
    const { session } = await pool.acquire();
    expect([session.id, session.slot]).toEqual([seen?.id, seen?.slot]);
  });

  it("has no request for warm() without one", async () => {
    const requests: unknown[] = [];
    const { pool } = createPool({ size: 1, init: ({ request }) => requests.push(request) });
    await pool.warm();
    expect(requests).toEqual([undefined]);
  });

  it("has the request of warm() with one", async () => {
    const requests: unknown[] = [];
    const { pool } = createPool({ size: 1, init: ({ request }) => requests.push(request) });
    await pool.warm(undefined, { request: "/start" });
    expect(requests).toEqual(["/start"]);
  });

  it("counts the attempts of its vacancy from 1", async () => {
    const attempts: number[] = [];
    const { pool } = createPool({ init: ({ attempt }) => attempts.push(attempt) > 2 });
    await pool.acquire();
    expect(attempts).toEqual([1, 2, 3]);
  });

  it("has a signal that aborts at the time-out", async () => {
    const signals: AbortSignal[] = [];
    const { pool, clock } = createPool({
      initTimeoutMs: 1_000,
      init: ({ signal }) => {
        signals.push(signal);
        return new Promise(() => undefined);
      },
    });
    watch(pool.acquire());
    await clock.advance(1_000);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  });

  it("has a signal that aborts when the pool closes", async () => {
    let signal: AbortSignal | undefined;
    const { pool } = createPool({
      init: (context) => {
        ({ signal } = context);
        return new Promise(() => undefined);
      },
    });
    const lease = errorOf(pool.acquire());
    await pool.close();
    expect(signal?.aborted).toBe(true);
    expect(await lease).toMatchObject({ code: "ERR_POOL_CLOSED" });
  });

  it("has no send() without an adapter", async () => {
    const { pool } = createPool({ maxBadInits: 1, init: ({ send }) => send("/") });
    expect(await errorOf(pool.acquire())).toMatchObject({
      cause: { code: "ERR_INVALID_OPTION" },
    });
  });
});

describe("an init with an adapter", () => {
  it("gets the state that the adapter opened, and keeps it by resolving to nothing", async () => {
    let opened: Jar | undefined;
    const pool = jarPool({ init: ({ state }) => void (opened = state) });
    const { session } = await pool.acquire();
    expect(session.state).toBe(opened);
  });

  it("may resolve to a patch of that state", async () => {
    const pool = jarPool({ init: async () => ({ token: "csrf" }) });
    const { session } = await pool.acquire();
    expect(session.state).toEqual({ cookies: ["slot=0"], token: "csrf" });
  });

  it("sends requests through the session being built: a chain is plain code", async () => {
    const pool = jarPool({
      init: async ({ send }) => {
        const form = await send("/form");
        await send("/location");
        return { token: form };
      },
    });
    const { session } = await pool.acquire();
    expect(session.state).toEqual({
      cookies: ["slot=0", "seen=/form", "seen=/location"],
      token: "answer to /form",
    });
    expect(pool.stats().init.passed).toBe(1);
  });

  it("may be absent: what the adapter opened is ready", async () => {
    const { session } = await jarPool().acquire();
    expect(session.state).toEqual({ cookies: ["slot=0"] });
  });

  it("closes what it opened and what came to nothing", async () => {
    const closed: Jar[] = [];
    let tries = 0;
    const pool = jarPool({ adapter: jarAdapter(closed), init: () => (++tries > 1 ? {} : false) });
    const { session } = await pool.acquire();
    expect(closed).toHaveLength(1);
    expect(closed).not.toContain(session.state);
  });

  it("is bad when the adapter cannot open", async () => {
    const cause = new Error("no proxy left");
    const adapter = { ...jarAdapter(), open: () => Promise.reject(cause) };
    const error = await errorOf(jarPool({ adapter, maxBadInits: 2 }).acquire());
    expect(error).toMatchObject({ code: "ERR_TOO_MANY_BAD_INITS", cause });
  });
});

describe("an init that is a request", () => {
  it("is sent, and its response is classified and checked, with phase init", async () => {
    const asked: [string, Phase, string | undefined][] = [];
    const pool = jarPool({
      init: "/location",
      classify: ({ phase, response }) => void asked.push(["classify", phase, response]),
      check: ({ phase, response }) => asked.push(["check", phase, response]) > 0,
    });
    const { session } = await pool.acquire();
    expect(session.state.cookies).toEqual(["slot=0", "seen=/location"]);
    expect(asked).toEqual([
      ["classify", "init", "answer to /location"],
      ["check", "init", "answer to /location"],
    ]);
  });

  it("is bad when its response is not ok", async () => {
    let checks = 0;
    const pool = jarPool({ init: "/location", check: () => ++checks > 1 });
    const events = recordEvents(pool, "init:failed");
    await pool.acquire();
    expect(events.of("init:failed")).toMatchObject([{ reason: "rejected" }]);
  });

  it("is bad when it cannot be sent", async () => {
    const adapter = { ...jarAdapter(), send: () => Promise.reject(new Error("ECONNREFUSED")) };
    const pool = jarPool({ adapter, init: "/location", maxBadInits: 3 });
    expect(await errorOf(pool.acquire())).toMatchObject({ cause: { message: "ECONNREFUSED" } });
    expect(pool.stats().init.failed).toBe(3);
  });

  it("whose failure a classifier calls inconclusive backs off", async () => {
    const clock = createFakeClock();
    let sent = 0;
    const adapter: SessionAdapter<Jar, string, string> = {
      ...jarAdapter(),
      send: () => (++sent < 2 ? Promise.reject(new Error("ENOTFOUND")) : Promise.resolve("ok")),
      classify: ({ error }) => (error ? "inconclusive" : undefined),
    };
    const pool = jarPool({ adapter, clock, init: "/location" });
    const lease = watch(pool.acquire());
    await clock.advance(999);
    expect(sent).toBe(1);
    await clock.advance(1);
    expect(lease.state).toBe("resolved");
  });
});

describe("check() of an init's context", () => {
  it("answers whether the response is ok", async () => {
    const answers: boolean[] = [];
    const { pool } = createPool<string, unknown, string>({
      check: ({ response }) => response === "04662",
      init: async ({ check }) => {
        answers.push(await check("10001"), await check("04662"));
        return "state";
      },
    });
    await pool.acquire();
    expect(answers).toEqual([false, true]);
  });

  it("shows the checker the session being built, with the state it has so far", async () => {
    const seen: unknown[] = [];
    const pool = jarPool({
      init: async ({ state, check }) => {
        state.token = "csrf";
        await check("page");
      },
      check: ({ session }) => seen.push({ ...session.state }) > 0,
    });
    await pool.acquire();
    expect(seen).toEqual([{ cookies: ["slot=0"], token: "csrf" }]);
  });
});
