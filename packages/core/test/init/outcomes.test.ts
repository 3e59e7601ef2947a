import { describe, expect, it } from "vitest";
import { recordEvents } from "../helpers/events.ts";
import { errorOf, watch } from "../helpers/outcome.ts";
import { createPool } from "../helpers/pool.ts";
import { judged, poolOf, ready, type Init } from "./pool-of.ts";

describe("an init that resolves", () => {
  it("is ready: its session enters the pool", async () => {
    const { pool } = poolOf([() => Promise.resolve("state")]);
    const { session } = await pool.acquire();
    expect(session.state).toBe("state");
    expect(pool.stats().init).toMatchObject({ passed: 1 });
  });

  it("sets the bad-init count back to 0", async () => {
    const no: Init = () => false;
    const { pool, events } = poolOf([no, no, ready, no, no, ready], { maxBadInits: 3 });
    await (await pool.acquire()).settle("expired");
    await pool.acquire();
    expect(events.of("init:failed").map(({ badInits }) => badInits)).toEqual([1, 2, 1, 2]);
  });

  it("is ready with any value but `false`, falsy ones too", async () => {
    for (const state of [undefined, null, 0, ""]) {
      const { pool } = poolOf([() => state]);
      expect((await pool.acquire()).session.state).toBe(state);
    }
  });

  it("is not ready while the checker disagrees", async () => {
    const { pool } = poolOf([judged("invalid"), judged("ok")]);
    await pool.acquire();
    expect(pool.stats().init).toMatchObject({ passed: 1, rejected: 1 });
  });

  it("is judged by the checker's last answer", async () => {
    const { pool } = poolOf([
      async ({ check }) => {
        await check("invalid");
        return (await check("ok")) ? "state" : false;
      },
    ]);
    await pool.acquire();
    expect(pool.stats().init).toMatchObject({ passed: 1, rejected: 0 });
  });
});

describe("a bad init", () => {
  const boom = new Error("no login form");
  const bad: readonly (readonly [string, Init, object])[] = [
    ["false", () => false, { reason: "rejected", error: undefined }],
    ["a promise of false", () => Promise.resolve(false), { reason: "rejected" }],
    [
      "a throw",
      () => {
        throw boom;
      },
      { reason: "failed", error: boom },
    ],
    ["a rejection", () => Promise.reject(boom), { reason: "failed", error: boom }],
    ["a verdict of error", judged("error"), { reason: "rejected" }],
    ["a verdict of invalid", judged("invalid"), { reason: "rejected" }],
    ["a verdict of expired", judged("expired"), { reason: "rejected" }],
  ];

  it.each(bad)(
    "is %s: counted, and a new session with a new id is tried at once",
    async (...row) => {
      const [, init, told] = row;
      const { pool, clock, ids, events } = poolOf([init, ready]);
      const lease = watch(pool.acquire());
      await clock.flush();
      expect(lease.state).toBe("resolved");
      expect(clock.now()).toBe(0);
      expect(new Set(ids).size).toBe(2);
      expect(events.of("init:failed")).toMatchObject([{ id: ids[0], badInits: 1, ...told }]);
    },
  );

  it("is a time-out", async () => {
    const never: Init = () => new Promise(() => undefined);
    const { pool, clock, events } = poolOf([never, ready], { initTimeoutMs: 5_000 });
    const lease = watch(pool.acquire());
    await clock.advance(5_000);
    expect(lease.state).toBe("resolved");
    expect(events.of("init:failed")).toMatchObject([{ reason: "failed", badInits: 1 }]);
  });

  it("is a checker that throws, counted as such", async () => {
    const { pool } = createPool<string, unknown, string>({
      size: 1,
      maxBadInits: 2,
      init: ({ check }) => check("page").then(() => "state"),
      check: () => {
        throw boom;
      },
    });
    const error = await errorOf(pool.acquire());
    expect(error).toMatchObject({ code: "ERR_TOO_MANY_BAD_INITS", cause: boom });
    expect(pool.stats().init).toMatchObject({ checkError: 2, failed: 0, rejected: 0 });
  });

  it("that is inconclusive is tried again after 1 s, doubling to 30 s", async () => {
    const { pool, clock, ids } = poolOf([judged("inconclusive")], { maxBadInits: Infinity });
    watch(pool.acquire({ acquireTimeoutMs: Infinity }));
    const waits: number[] = [];
    for (let round = 1; round <= 7; round++) {
      const from = clock.now();
      for (await clock.flush(); ids.length <= round;) await clock.advance(clock.nextInMs);
      waits.push(clock.now() - from);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it("that is inconclusive counts as well", async () => {
    const { pool, clock } = poolOf([judged("inconclusive")], { maxBadInits: 3 });
    const error = errorOf(pool.acquire());
    await clock.advance(3_000);
    expect(await error).toMatchObject({ code: "ERR_TOO_MANY_BAD_INITS" });
  });

  it("fails the pool `maxBadInits` times in a row, 8 by default, with ERR_TOO_MANY_BAD_INITS", async () => {
    const { pool, ids } = poolOf([() => Promise.reject(boom)]);
    const failed = recordEvents(pool, "pool:failed");
    const error = await errorOf(pool.acquire());
    expect(error).toMatchObject({ code: "ERR_TOO_MANY_BAD_INITS", cause: boom });
    expect(ids).toHaveLength(8);
    expect(pool.status).toBe("failed");
    expect(failed.all).toHaveLength(1);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toMatch(/8 bad inits in a row.*\(size=1, leased=0, ready=0/);
  });

  it("counts in a row over all vacancies of the pool", async () => {
    const { pool, ids, clock } = poolOf([() => Promise.reject(boom)], { size: 4, maxBadInits: 6 });
    const calls = [1, 2, 3, 4, 5].map(() => errorOf(pool.acquire()));
    await clock.flush();
    for (const error of await Promise.all(calls))
      expect(error).toMatchObject({ code: "ERR_TOO_MANY_BAD_INITS" });
    expect(ids.length).toBeGreaterThanOrEqual(6);
    expect(ids.length).toBeLessThanOrEqual(9);
  });

  it("of a failed pool gives later calls the same error, until resume() zeroes the count", async () => {
    const { pool } = poolOf([() => false, () => false, () => false, ready], { maxBadInits: 2 });
    const error = await errorOf(pool.acquire());
    expect(await errorOf(pool.acquire())).toBe(error);
    pool.resume();
    await expect(pool.acquire()).resolves.toBeDefined();
  });
});
