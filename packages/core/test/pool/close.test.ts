import { describe, expect, test } from "vitest";
import { deferred } from "../helpers/deferred.ts";
import { recordEvents } from "../helpers/events.ts";
import { gatedInit } from "../helpers/gated-init.ts";
import { errorOf, watch } from "../helpers/outcome.ts";
import { acquireAll, createPool, useOnce } from "../helpers/pool.ts";

const CLOSED = { code: "ERR_POOL_CLOSED" };

describe("close()", () => {
  test("refuses waiters at once, and later callers", async () => {
    const { pool, clock } = createPool({ size: 1 });
    await pool.acquire();
    const waiters = [watch(pool.acquire()), watch(pool.acquire({ key: "cart" }))];
    await clock.flush();
    void watch(pool.close());
    await clock.flush();
    expect(pool.status).toBe("closing");
    for (const waiter of waiters) expect(waiter.error).toMatchObject(CLOSED);
    expect(await errorOf(pool.acquire())).toMatchObject(CLOSED);
    expect(await errorOf(pool.use(() => undefined))).toMatchObject(CLOSED);
    expect(await errorOf(pool.warm())).toMatchObject(CLOSED);
    expect(await errorOf(pool.add(undefined))).toMatchObject(CLOSED);
  });

  test("refuses with the reason it was given", async () => {
    const { pool } = createPool({ name: "shop" });
    await pool.close({ reason: "budget is spent" });
    expect(await errorOf(pool.acquire())).toMatchObject({
      code: "ERR_POOL_CLOSED",
      reason: "budget is spent",
      message:
        "shop: the pool is closed: budget is spent (size=8, leased=0, ready=0, starting=0, resting=0, waiting=0)",
    });
  });

  test("aborts inits at once, and refuses their callers", async () => {
    const { init, contexts } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 2, init });
    const callers = [watch(pool.acquire()), watch(pool.acquire())];
    await clock.flush();
    const closing = watch(pool.close());
    expect(contexts.map(({ signal }) => signal.aborted)).toEqual([true, true]);
    await clock.flush();
    for (const caller of callers) expect(caller.error).toMatchObject(CLOSED);
    expect(closing.state).toBe("resolved");
  });

  test("throws away what an aborted init still comes to", async () => {
    const { init, contexts, gates } = gatedInit();
    const closed: string[] = [];
    const { pool, clock } = createPool<undefined, string>({
      init,
      close: ({ id }) => {
        closed.push(id);
      },
    });
    void watch(pool.acquire());
    await clock.flush();
    await pool.close();
    gates[0]?.resolve(undefined);
    await clock.flush();
    expect(closed).toEqual([contexts[0]?.id]);
  });

  test("retries and replaces nothing", async () => {
    let begun = 0;
    let runs = 0;
    const { pool, clock } = createPool<undefined, unknown, string>({
      size: 1,
      init: () => void begun++,
      classify: () => "error",
    });
    const gate = deferred<string>();
    const using = watch(
      pool.use(() => {
        runs++;
        return gate.promise;
      }),
    );
    await clock.flush();
    const closing = watch(pool.close());
    gate.resolve("banned");
    await clock.flush();
    expect([begun, runs]).toEqual([1, 1]);
    expect(using.error).toMatchObject({
      code: "ERR_POOL_CLOSED",
      attempts: [{ verdict: "error" }],
    });
    expect(closing.state).toBe("resolved");
  });

  test("lets leases settle until the drain time ends, 10 s by default", async () => {
    const { pool, clock } = createPool({ size: 2 });
    const [first, second] = await acquireAll(pool, 2);
    const closing = watch(pool.close());
    await clock.advance(9_999);
    await first?.settle("ok");
    expect(second?.signal.aborted).toBe(false);
    expect(closing.state).toBe("pending");
    await clock.advance(1);
    expect(second?.signal.aborted).toBe(true);
    expect(closing.state).toBe("resolved");
    expect(pool.status).toBe("closed");
    expect(pool.stats()).toMatchObject({ use: { ok: 1, inconclusive: 0 }, retired: { closed: 2 } });
  });

  test("ends as soon as the last lease is settled", async () => {
    const { pool, clock } = createPool({ size: 2 });
    const leases = await acquireAll(pool, 2);
    const closing = watch(pool.close());
    for (const lease of leases) await lease.settle("ok");
    await clock.flush();
    expect(closing.state).toBe("resolved");
    expect([clock.now(), clock.pending]).toEqual([0, 0]);
  });

  test("waits for ever with a drain time of Infinity, and not at all with 0", async () => {
    const patient = createPool({ size: 1 });
    const lease = await patient.pool.acquire();
    const closing = watch(patient.pool.close({ drainTimeoutMs: Infinity }));
    await patient.clock.advance(1_000_000_000);
    expect(closing.state).toBe("pending");
    await lease.settle("ok");
    await closing.promise;

    const hasty = createPool({ size: 1 });
    const { signal } = await hasty.pool.acquire();
    const ending = watch(hasty.pool.close({ drainTimeoutMs: 0 }));
    await hasty.clock.advance(0);
    expect(signal.aborted).toBe(true);
    expect(ending.state).toBe("resolved");
  });

  test("makes a settle after the drain time an error, whatever the verdict", async () => {
    const { pool, clock } = createPool({ size: 1 });
    const lease = await pool.acquire();
    const closing = pool.close();
    await clock.advance(10_000);
    await closing;
    expect(await errorOf(lease.settle("error"))).toMatchObject(CLOSED);
    expect(lease.session.errors).toBe(0);
    expect(pool.stats().use.error).toBe(0);
  });

  test("counts every session it takes out, worn ones too", async () => {
    const { pool, clock } = createPool({ size: 3, maxUses: 1 });
    const events = recordEvents(pool, "session:retired");
    const [first] = await acquireAll(pool, 2);
    await pool.warm();
    const closing = pool.close();
    await first?.settle("ok");
    await clock.advance(10_000);
    await closing;
    const { retired } = pool.stats();
    expect(Object.values(retired).reduce((sum, count) => sum + count, 0)).toBe(3);
    expect(events.of("session:retired")).toHaveLength(3);
  });

  test("joins a close that is under way", async () => {
    const { pool, clock } = createPool({ size: 1 });
    const events = recordEvents(pool, "pool:closed");
    const lease = await pool.acquire();
    const closings = [watch(pool.close({ reason: "first" })), watch(pool.close({ reason: "2nd" }))];
    await clock.flush();
    expect(closings.map(({ state }) => state)).toEqual(["pending", "pending"]);
    await lease.settle("ok");
    await Promise.all(closings.map(({ promise }) => promise));
    await pool.close();
    expect(events.of("pool:closed")).toEqual([{ pool: "default", reason: "first" }]);
  });

  test("frees what sessions hold, once each, and waits for it", async () => {
    const closed: string[] = [];
    const gate = deferred();
    const { pool, clock } = createPool({
      size: 3,
      fill: "on-demand",
      close: async ({ id }) => {
        closed.push(id);
        await gate.promise;
      },
    });
    const [first, second, third] = await acquireAll(pool, 3);
    await first?.settle("ok");
    await second?.settle("error");
    expect(closed).toEqual([second?.session.id]);
    const closing = watch(pool.close({ drainTimeoutMs: 5 }));
    await clock.advance(5);
    expect(closed.toSorted()).toEqual(
      [first, second, third].map((lease) => lease?.session.id ?? "").toSorted(),
    );
    expect(closing.state).toBe("pending");
    gate.resolve();
    await clock.flush();
    expect(closing.state).toBe("resolved");
  });

  test("goes on when freeing a session fails, and tells it", async () => {
    const { pool } = createPool({
      size: 2,
      close: () => {
        throw new Error("stuck");
      },
    });
    const events = recordEvents(pool, "session:close-failed");
    await pool.warm();
    await pool.close();
    expect(events.of("session:close-failed").map(({ error }) => error)).toEqual([
      new Error("stuck"),
      new Error("stuck"),
    ]);
  });

  test("of a pool that was never used ends at once", async () => {
    const { pool, clock } = createPool();
    await pool.close();
    expect(pool.status).toBe("closed");
    expect(clock.pending).toBe(0);
  });

  test("refuses options that are none", async () => {
    const { pool } = createPool();
    expect(await errorOf(pool.close({ drainTimeoutMs: -1 }))).toMatchObject({
      code: "ERR_INVALID_OPTION",
    });
    expect(pool.status).toBe("open");
  });
});

describe("after close()", () => {
  test("no timer, init, waiter or lease is left, whatever was going on", async () => {
    const { init, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({
      size: { min: 3, max: 5 },
      init,
      delayMs: 1_000,
      maxAgeMs: 3_600_000,
      maxIdleMs: 60_000,
      renewBeforeMs: 600_000,
      maxLeaseMs: 30_000,
      leaseWarningMs: 10_000,
    });
    const callers = Array.from({ length: 8 }, () => watch(pool.acquire()));
    await clock.flush();
    gates[0]?.resolve(undefined);
    await clock.advance(2_000);
    gates[1]?.resolve(undefined);
    gates[2]?.resolve(false);
    await clock.flush();
    const closing = pool.close();
    await clock.advance(10_000);
    await closing;
    expect(callers.map(({ state }) => state)).not.toContain("pending");
    expect(pool.stats()).toMatchObject({
      sessions: { starting: 0, ready: 0, leased: 0, resting: 0 },
      waiting: 0,
    });
    expect(clock.pending).toBe(0);
  });

  test("nothing is left of an init that waits for its turn, for the gate or after a backoff", async () => {
    const { pool, clock } = createPool<undefined, unknown, string>({
      size: 3,
      initConcurrency: 1,
      classify: () => "inconclusive",
      init: () => Promise.reject(new Error("the site is down")),
    });
    const warming = watch(pool.warm());
    await clock.flush();
    expect(clock.pending).toBeGreaterThan(0);
    await pool.close();
    expect(clock.pending).toBe(0);
    expect(warming.error).toMatchObject(CLOSED);
  });

  test("pause, resume and close change nothing", async () => {
    const { pool } = createPool();
    await pool.close();
    pool.pause();
    expect(pool.status).toBe("closed");
    pool.resume();
    expect(pool.status).toBe("closed");
    await pool.close();
  });

  test("a session can still be looked at in stats, not leased", async () => {
    const { pool } = createPool();
    const id = await useOnce(pool);
    await pool.close();
    expect(pool.get(id)).toBeUndefined();
    expect(pool.stats()).toMatchObject({ use: { ok: 1 }, retired: { closed: 1 } });
  });
});

describe("stop", () => {
  test("closes the pool with the given reason, and refuses all waiters with it", async () => {
    const { pool, clock } = createPool({ name: "shop", size: 1 });
    const events = recordEvents(pool, "pool:closed");
    const lease = await pool.acquire();
    const waiter = watch(pool.acquire());
    await clock.flush();
    await lease.settle({ verdict: "stop", reason: "terms changed" });
    await clock.flush();
    expect(waiter.error).toMatchObject({
      code: "ERR_POOL_STOPPED",
      reason: "terms changed",
      message:
        "shop: the pool is stopped: terms changed (size=1, leased=0, ready=1, starting=0, resting=0, waiting=1)",
    });
    expect(await errorOf(pool.acquire())).toMatchObject({ code: "ERR_POOL_STOPPED" });
    expect(pool.status).toBe("closed");
    expect(events.of("pool:closed")).toEqual([{ pool: "shop", reason: "terms changed" }]);
  });
});
