import { describe, expect, test } from "vitest";
import { deferred, type Deferred } from "../helpers/deferred.ts";
import { recordEvents } from "../helpers/events.ts";
import { errorOf, watch } from "../helpers/outcome.ts";
import { acquireAll, createPool, useOnce } from "../helpers/pool.ts";

describe("size", () => {
  test("is 8 by default", async () => {
    const { pool, clock } = createPool();
    const callers = Array.from({ length: 9 }, () => watch(pool.acquire()));
    await clock.flush();
    expect(callers.filter(({ state }) => state === "resolved")).toHaveLength(8);
    expect(pool.stats()).toMatchObject({ sessions: { leased: 8 }, waiting: 1 });
  });

  test("is the number of sessions under constant demand, whatever is retired", async () => {
    const { pool } = createPool({ size: 4 });
    for (let each = 0; each < 40; each++) {
      await useOnce(pool, each % 3 === 0 ? "error" : "ok");
      const { ready, leased, starting, resting } = pool.stats().sessions;
      expect(ready + leased + starting + resting).toBeLessThanOrEqual(4);
    }
    expect(pool.stats().sessions.ready).toBe(4);
  });
});

describe("size { min, max }", () => {
  test("is filled to min while fewer sessions are live", async () => {
    const { pool } = createPool({ size: { min: 3, max: 9 } });
    for (let each = 0; each < 10; each++) await useOnce(pool);
    expect(pool.stats().sessions.ready).toBe(3);
  });

  test("warm() without a count fills to min, with one up to max", async () => {
    const { pool } = createPool({ size: { min: 2, max: 4 } });
    await pool.warm();
    expect(pool.stats().sessions.ready).toBe(2);
    await pool.warm(9);
    expect(pool.stats().sessions.ready).toBe(4);
  });

  test("grows while callers wait, to max at most", async () => {
    const { pool, clock } = createPool({ size: { min: 1, max: 3 } });
    const callers = Array.from({ length: 5 }, () => watch(pool.acquire()));
    await clock.flush();
    expect(callers.filter(({ state }) => state === "resolved")).toHaveLength(3);
    expect(pool.stats()).toMatchObject({ sessions: { leased: 3 }, waiting: 2 });
  });

  test("may have a min of 0", async () => {
    const { pool, clock } = createPool({ size: { min: 0, max: 2 } });
    await pool.warm();
    expect(pool.stats().sessions.ready).toBe(0);
    await useOnce(pool);
    expect(pool.stats().sessions.ready).toBe(1);
    await clock.advance(60_000);
    expect(pool.stats()).toMatchObject({ sessions: { ready: 0 }, retired: { surplus: 1 } });
  });

  test("gives back what was not leased for shrinkAfterMs, 60 s by default, reason surplus", async () => {
    const { pool, clock } = createPool({ size: { min: 1, max: 3 } });
    for (const lease of await acquireAll(pool, 3)) await lease.settle("ok");
    await clock.advance(59_999);
    expect(pool.stats().sessions.ready).toBe(3);
    await clock.advance(1);
    expect(pool.stats()).toMatchObject({ sessions: { ready: 1 }, retired: { surplus: 2 } });
  });

  test("keeps what is leased in time, and never goes below min", async () => {
    const { pool, clock } = createPool({ size: { min: 1, max: 3 }, shrinkAfterMs: 1_000 });
    for (const lease of await acquireAll(pool, 3)) await lease.settle("ok");
    const lease = await pool.acquire();
    await clock.advance(999);
    await lease.settle("ok");
    await clock.advance(1);
    expect(pool.get(lease.session.id)).toBeDefined();
    await clock.runAll();
    expect(pool.stats().sessions.ready).toBe(1);
  });

  test("does not replace what it gave back, and grows again when callers wait again", async () => {
    const { pool, clock } = createPool({ size: { min: 1, max: 3 }, shrinkAfterMs: 1_000 });
    for (const round of [1, 2]) {
      const leases = await acquireAll(pool, 3);
      expect(leases).toHaveLength(3);
      for (const lease of leases) await lease.settle("ok");
      await clock.advance(1_000);
      expect(pool.stats()).toMatchObject({
        sessions: { ready: 1, starting: 0 },
        retired: { surplus: 2 * round },
      });
    }
  });
});

describe("resize", () => {
  test("up lets further sessions be built, for those who wait at once", async () => {
    const { pool, clock } = createPool({ size: 1 });
    await pool.acquire();
    const waiters = [watch(pool.acquire()), watch(pool.acquire())];
    await clock.flush();
    expect(pool.stats().waiting).toBe(2);
    await pool.resize(3);
    await clock.flush();
    expect(waiters.map(({ state }) => state)).toEqual(["resolved", "resolved"]);
  });

  test("down retires idle sessions at once, reason resize, oldest first", async () => {
    const { pool } = createPool<unknown>({ size: 4 });
    for (const id of ["a", "b", "c", "d"]) await pool.add(undefined, { id });
    const events = recordEvents(pool, "session:retired");
    await pool.resize(2);
    expect(events.of("session:retired").map(({ id, reason }) => [id, reason])).toEqual([
      ["a", "resize"],
      ["b", "resize"],
    ]);
    expect(pool.stats().sessions.ready).toBe(2);
  });

  test("down lets leased sessions finish, and retires them at their settle", async () => {
    const { pool } = createPool({ size: 3 });
    const leases = await acquireAll(pool, 3);
    await pool.resize(1);
    expect(pool.stats()).toMatchObject({ sessions: { leased: 3 }, retired: {} });
    for (const lease of leases) expect(lease.signal.aborted).toBe(false);
    await leases[0]?.settle("ok");
    await leases[1]?.settle("ok");
    await leases[2]?.settle("ok");
    expect(pool.stats()).toMatchObject({
      sessions: { ready: 1, starting: 0 },
      retired: { resize: 2 },
    });
  });

  test("down retires idle sessions before it touches leased ones", async () => {
    const { pool } = createPool({ size: 3 });
    const leases = await acquireAll(pool, 3);
    await leases[1]?.settle("ok");
    await pool.resize(2);
    expect(pool.stats()).toMatchObject({ sessions: { leased: 2, ready: 0 } });
    await leases[0]?.settle("ok");
    await leases[2]?.settle("ok");
    expect(pool.stats()).toMatchObject({ sessions: { ready: 2 }, retired: { resize: 1 } });
  });

  test("down cancels inits that nobody is bound to", async () => {
    const signals: AbortSignal[] = [];
    const gates: Deferred<undefined>[] = [];
    const init = ({ signal }: { signal: AbortSignal }): Promise<undefined> => {
      signals.push(signal);
      const gate = deferred<undefined>();
      gates.push(gate);
      return gate.promise;
    };
    const { pool, clock } = createPool({ size: 3, init });
    const caller = watch(pool.acquire());
    const warming = watch(pool.warm());
    await clock.flush();
    expect(pool.stats().sessions.starting).toBe(3);
    await pool.resize(1);
    await clock.flush();
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true, true]);
    expect(pool.stats().sessions.starting).toBe(1);
    expect(warming.state).toBe("pending");
    gates[0]?.resolve(undefined);
    await clock.flush();
    expect(caller.state).toBe("resolved");
    expect(warming.error).toMatchObject({ code: "ERR_POOL_FULL" });
  });

  test("down starts nothing while over", async () => {
    const { pool, clock } = createPool({ size: 3 });
    const leases = await acquireAll(pool, 3);
    await pool.resize(1);
    const waiter = watch(pool.acquire());
    await leases[0]?.settle("error");
    await leases[1]?.settle("error");
    await clock.flush();
    expect(pool.stats()).toMatchObject({ sessions: { leased: 1, starting: 0 }, waiting: 1 });
    expect(waiter.state).toBe("pending");
    await leases[2]?.settle("ok");
    await clock.flush();
    expect(waiter.value.session.id).toBe(leases[2]?.session.id);
  });

  test("takes { min, max } as well", async () => {
    const { pool, clock } = createPool({ size: 3, shrinkAfterMs: 1_000 });
    for (const lease of await acquireAll(pool, 3)) await lease.settle("ok");
    await pool.resize({ min: 1, max: 2 });
    expect(pool.stats().sessions.ready).toBe(2);
    await clock.advance(1_000);
    expect(pool.stats()).toMatchObject({
      sessions: { ready: 1 },
      retired: { resize: 1, surplus: 1 },
    });
  });

  test("refuses what is no size, and changes nothing", async () => {
    const { pool } = createPool({ size: 2 });
    expect(await errorOf(pool.resize(0))).toMatchObject({
      code: "ERR_INVALID_OPTION",
      message: "SessionPool: expected `size` to be an integer >= 1, got 0 (number)",
    });
    expect(await errorOf(pool.resize({ min: 3, max: 2 }))).toMatchObject({
      code: "ERR_INVALID_OPTION",
      message: "SessionPool: expected `size.min` to be at most `size.max`, 2, got 3 (number)",
    });
    await acquireAll(pool, 2);
    expect(pool.stats().sessions.leased).toBe(2);
  });

  test("of a closed pool is refused", async () => {
    const { pool } = createPool();
    await pool.close();
    expect(await errorOf(pool.resize(2))).toMatchObject({ code: "ERR_POOL_CLOSED" });
  });
});
