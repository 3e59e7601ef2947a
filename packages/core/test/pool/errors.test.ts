import { describe, expect, test } from "vitest";
import {
  createSessionPool,
  isSessionaryError,
  SessionaryError,
  stopPool,
  type ErrorCode,
  type SessionAdapter,
} from "../../src/index.ts";
import { errorOf, watch } from "../helpers/outcome.ts";
import { createPool } from "../helpers/pool.ts";
import { failingStore } from "../helpers/stores.ts";

/** What a caller is refused with, by its code: how to provoke it, and the message. */
const provoked: { readonly [Code in ErrorCode]: readonly [() => Promise<unknown>, string] } = {
  ERR_INVALID_OPTION: [
    async () => createSessionPool({ size: 0 }),
    "SessionPool: expected `size` to be an integer >= 1, got 0 (number)",
  ],
  ERR_ACQUIRE_TIMEOUT: [
    async () => {
      const { pool, clock } = createPool({ name: "shop", size: 1, acquireTimeoutMs: 30_000 });
      await pool.acquire();
      const waiter = pool.acquire();
      const waiting = watch(waiter);
      await clock.advance(30_000);
      expect(waiting.state).toBe("rejected");
      return waiter;
    },
    "shop: no session within 30000 ms (size=1, leased=1, ready=0, starting=0, resting=0, waiting=1)",
  ],
  ERR_QUEUE_FULL: [
    async () => {
      const { pool } = createPool({ name: "shop", size: 1, maxWaiting: 0 });
      await pool.acquire();
      return pool.acquire();
    },
    "shop: the queue is full, 0 may wait (size=1, leased=1, ready=0, starting=0, resting=0, waiting=0)",
  ],
  ERR_TOO_MANY_BAD_INITS: [
    () => createPool({ name: "shop", maxBadInits: 3, init: (): false => false }).pool.acquire(),
    "shop: 3 bad inits in a row; if every session fails, suspect `init` or `check` first (size=8, leased=0, ready=0, starting=0, resting=0, waiting=1)",
  ],
  ERR_RETRIES_EXHAUSTED: [
    () =>
      createPool({
        name: "shop",
        retries: 2,
        classify: () => ({ verdict: "error", reason: "captcha" }),
      }).pool.use(() => "page"),
    "shop: no good exchange in 3 attempts, the last was error (captcha) (size=8, leased=0, ready=3, starting=0, resting=0, waiting=0)",
  ],
  ERR_POOL_CLOSED: [
    async () => {
      const { pool } = createPool({ name: "shop" });
      await pool.close();
      return pool.acquire();
    },
    "shop: the pool is closed (size=8, leased=0, ready=0, starting=0, resting=0, waiting=0)",
  ],
  ERR_POOL_STOPPED: [
    () => createPool({ name: "shop", init: () => stopPool("no more money") }).pool.acquire(),
    "shop: the pool is stopped: no more money (size=8, leased=0, ready=0, starting=1, resting=0, waiting=0)",
  ],
  ERR_POOL_FULL: [
    async () => {
      const { pool } = createPool({ name: "shop", size: 1 });
      await pool.warm();
      return pool.add(undefined);
    },
    "shop: no room for 1 sessions, 0 may be added (size=1, leased=0, ready=1, starting=0, resting=0, waiting=0)",
  ],
  ERR_SESSION_MISSING: [
    () => createPool({ name: "shop" }).pool.acquire({ id: "nobody" }),
    "shop: session nobody is gone (size=8, leased=0, ready=0, starting=0, resting=0, waiting=0)",
  ],
  ERR_LEASE_SETTLED: [
    async () => {
      const { pool } = createPool({ name: "shop", size: 1 });
      await pool.add(undefined, { id: "a" });
      const lease = await pool.acquire();
      await lease.settle("ok");
      return lease.settle("ok");
    },
    "shop: the lease of session a is settled already (size=1, leased=0, ready=1, starting=0, resting=0, waiting=0)",
  ],
  ERR_LEASE_LOST: [
    async () => {
      const { pool, clock } = createPool({ name: "shop", size: 1, maxLeaseMs: 500 });
      await pool.add(undefined, { id: "a" });
      const lease = await pool.acquire();
      await clock.advance(500);
      return lease.settle("ok");
    },
    "shop: the lease of session a, held for 500 ms, is lost (size=1, leased=1, ready=0, starting=0, resting=0, waiting=0)",
  ],
  ERR_BODY_NOT_REPLAYABLE: [
    () => {
      const adapter: SessionAdapter<undefined, string, string> = {
        name: "test",
        open: () => undefined,
        send: async () => "",
        url: (request) => request,
        read: () => ({
          status: 403,
          url: "",
          headers: { get: () => null },
          text: async () => "",
          json: async () => undefined,
        }),
        classify: () => "error",
        replay: () => {
          throw new SessionaryError("ERR_BODY_NOT_REPLAYABLE", "the body was read already");
        },
      };
      const pool = createSessionPool({ name: "shop", adapter });
      return pool.use(() => "banned", { request: "https://shop.example" });
    },
    "the body was read already",
  ],
  ERR_STORE: [
    async () => {
      const failing = failingStore("lease");
      failing.error = new Error("connection lost");
      return createPool({ name: "shop", store: failing.store }).pool.acquire();
    },
    "shop: the store failed (size=8, leased=0, ready=0, starting=0, resting=0, waiting=0)",
  ],
};

describe("every code", () => {
  for (const [code, [provoke, message]] of Object.entries(provoked))
    test(`${code} can be provoked, and says what happened and how the pool stood`, async () => {
      const error = await errorOf(provoke());
      expect(error).toMatchObject({ name: "SessionaryError", code });
      expect(error).toBeInstanceOf(SessionaryError);
      expect(isSessionaryError(error, code as ErrorCode)).toBe(true);
      expect(error instanceof Error ? error.message : "").toBe(message);
    });
});

describe("causes", () => {
  test("of a failed pool is what the last init failed with", async () => {
    const cause = new Error("no route");
    const { pool } = createPool({ maxBadInits: 2, init: () => Promise.reject(cause) });
    expect(await errorOf(pool.acquire())).toMatchObject({ cause });
  });

  test("of spent retries is the last error, with every attempt beside it", async () => {
    const failed = [new Error("first"), new Error("second")];
    const { pool } = createPool({ retries: 1, classify: () => "error" });
    const error = await errorOf(pool.use(() => Promise.reject(failed[pool.stats().use.error])));
    expect(error).toMatchObject({
      code: "ERR_RETRIES_EXHAUSTED",
      cause: failed[1],
      attempts: [
        { verdict: "error", error: failed[0] },
        { verdict: "error", error: failed[1] },
      ],
    });
  });
});

describe("counters in messages", () => {
  test("show a range of sizes as min..max", async () => {
    const { pool } = createPool({ size: { min: 1, max: 3 } });
    await pool.close();
    expect(String(await errorOf(pool.acquire()))).toContain("(size=1..3, ");
  });
});

describe("secrets", () => {
  test("in a state never reach a message, an event or stats", async () => {
    const secret = "t0p-s3cret";
    const { pool, clock } = createPool({
      size: 1,
      maxErrors: 2,
      init: () => ({ token: secret }),
      classify: () => "error",
    });
    const told: unknown[] = [];
    for (const name of [
      "session:starting",
      "session:ready",
      "session:retired",
      "lease:granted",
      "lease:settled",
      "waiter:queued",
      "waiter:served",
      "waiter:refused",
      "pool:closed",
    ] as const)
      pool.on(name, (event) => told.push(event));
    const error = await errorOf(pool.use(() => "page"));
    await pool.close();
    await clock.flush();
    expect(told.length).toBeGreaterThan(10);
    const printed = JSON.stringify([told, pool.stats(), error]) + String(error);
    expect(printed).not.toContain(secret);
  });
});
