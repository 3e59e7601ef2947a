import { asyncStore, createRandom } from "@sessionary/core/testing";
import { describe, expect, test } from "vitest";
import { memoryStore } from "../../src/index.ts";
import { recordEvents } from "../helpers/events.ts";
import { gatedInit } from "../helpers/gated-init.ts";
import { watch } from "../helpers/outcome.ts";
import { acquireAll, createPool, useOnce } from "../helpers/pool.ts";

describe("two pools on one memory store", () => {
  /** Two pools of one name on one store, and one clock. */
  function twoPools(size: number, other: { readonly size?: number; readonly name?: string } = {}) {
    const store = memoryStore();
    const { pool: first, clock } = createPool({ size, store });
    const { pool: second } = createPool({
      size,
      store,
      clock,
      random: createRandom(2),
      ...other,
    });
    return { first, second, clock };
  }

  test("share their sessions, and build no more than size together", async () => {
    const { first, second, clock } = twoPools(2);
    await first.warm();
    const leases = [await first.acquire(), await second.acquire()];
    expect(new Set(leases.map(({ session }) => session.id)).size).toBe(2);
    const third = watch(second.acquire());
    await clock.flush();
    expect(third.state).toBe("pending");
    expect(first.stats().sessions).toMatchObject({ leased: 2, starting: 0 });
  });

  test("of different names share nothing", async () => {
    const { first, second } = twoPools(1, { name: "other" });
    const leases = [await first.acquire(), await second.acquire()];
    expect(leases.map(({ session }) => session.slot)).toEqual([0, 0]);
  });

  test("wake each other's waiters when a session is freed", async () => {
    const { first, second, clock } = twoPools(1);
    const lease = await first.acquire();
    const waiter = watch(second.acquire());
    await clock.flush();
    await lease.settle("ok");
    await clock.flush();
    expect(waiter.value.session.id).toBe(lease.session.id);
  });

  test("wake each other's waiters when a session is built", async () => {
    const store = memoryStore();
    const { init, gates } = gatedInit();
    const { pool: first, clock } = createPool<undefined, string>({ size: 2, store, init });
    const { pool: second } = createPool<undefined, string>({
      size: 2,
      store,
      clock,
      random: createRandom(2),
    });
    void watch(first.warm());
    const waiter = watch(second.acquire());
    await clock.flush();
    expect(waiter.state).toBe("pending");
    gates[0]?.resolve(undefined);
    await clock.flush();
    expect(waiter.state).toBe("resolved");
  });

  test("serve their own waiters when the other one closes", async () => {
    const { first, second, clock } = twoPools(1);
    const lease = await first.acquire();
    const waiter = watch(second.acquire());
    await clock.flush();
    const closing = first.close({ drainTimeoutMs: 10 });
    await clock.advance(10);
    await closing;
    expect(lease.signal.aborted).toBe(true);
    expect(waiter.value.session.id).toBe(lease.session.id);
    expect(first.stats().retired).toEqual({});
  });

  test("keep the sessions until the last of them closes", async () => {
    const { first, second } = twoPools(1);
    const id = await useOnce(first);
    await first.close();
    expect(await useOnce(second)).toBe(id);
    await second.close();
    expect(second.stats().retired).toEqual({ closed: 1 });
  });

  test("follow the limits of the first, and tell when they were asked for others", async () => {
    const store = memoryStore();
    const { pool: first, clock } = createPool({ size: 1, store, maxErrors: 5 });
    const { pool: second } = createPool({ size: 4, store, clock, maxErrors: 1 });
    const events = recordEvents(second, "pool:limits-differ");
    await clock.flush();
    expect(events.of("pool:limits-differ")).toMatchObject([
      {
        pool: "default",
        asked: { size: { min: 4, max: 4 }, maxErrors: 1 },
        inForce: { size: { min: 1, max: 1 }, maxErrors: 5 },
      },
    ]);
    const id = await useOnce(second, "error");
    expect(first.get(id)?.errors).toBe(1);
    await first.resize(2);
    await acquireAll(second, 2);
  });

  test("tell nothing when their limits are the same", async () => {
    const { second, clock } = twoPools(2);
    const events = recordEvents(second, "pool:limits-differ");
    await clock.flush();
    expect(events.all).toEqual([]);
  });

  test("count bad inits together", async () => {
    const store = memoryStore();
    const { clock } = createPool();
    const bad = { size: 1, store, clock, maxBadInits: 3, init: () => Promise.reject(new Error()) };
    const { pool: first } = createPool({ ...bad, maxBadInits: 9 });
    const { pool: second } = createPool(bad);
    const events = recordEvents(second, "init:failed");
    const controller = new AbortController();
    const waiting = watch(first.acquire({ signal: controller.signal }));
    await clock.flush();
    expect(first.status).toBe("failed");
    expect(waiting.state).toBe("rejected");
    void watch(second.acquire());
    await clock.flush();
    expect(events.of("init:failed").map(({ badInits }) => badInits)).toEqual([10]);
    expect(second.status).toBe("failed");
  });

  test("bind a key for both", async () => {
    const { first, second } = twoPools(2);
    await first.warm();
    const id = await useOnce(first, "ok", { key: "cart" });
    await useOnce(first);
    expect(await useOnce(second, "ok", { key: "cart" })).toBe(id);
  });

  test("let the holder settle a session that the other one has retired", async () => {
    const { first, second, clock } = twoPools(1);
    const lease = await first.acquire();
    expect(await second.retire(lease.session.id)).toBe(true);
    await lease.settle("ok");
    await clock.flush();
    expect(first.stats().use.ok).toBe(1);
    expect(await useOnce(second)).not.toBe(lease.session.id);
  });
});

describe("a store that answers by promises", () => {
  function farPool(options: Parameters<typeof createPool>[0] = {}) {
    return createPool({ store: asyncStore(memoryStore()), ...options });
  }

  /** The gauges once the store has answered. */
  async function sessionsOf({ pool, clock }: ReturnType<typeof farPool>) {
    pool.stats();
    await clock.flush();
    return pool.stats().sessions;
  }

  test("builds, leases, settles and replaces", async () => {
    const { pool, clock } = farPool({ size: 2 });
    for (let each = 0; each < 10; each++) await useOnce(pool, each % 3 === 0 ? "error" : "ok");
    expect(pool.stats().use).toMatchObject({ ok: 6, error: 4 });
    await clock.flush();
    expect(await sessionsOf({ pool, clock })).toMatchObject({ ready: 2, starting: 0 });
  });

  test("serves waiters in the order of their arrival", async () => {
    const { pool } = farPool({ size: 1 });
    const served: number[] = [];
    const tasks = [1, 2, 3, 4, 5].map((caller) =>
      pool.use(() => {
        served.push(caller);
      }),
    );
    await Promise.all(tasks);
    expect(served).toEqual([1, 2, 3, 4, 5]);
  });

  test("never builds more than size, however many ask at once", async () => {
    const { pool, clock } = farPool({ size: 3 });
    const callers = Array.from({ length: 9 }, () => watch(pool.acquire()));
    await clock.flush();
    expect(callers.filter(({ state }) => state === "resolved")).toHaveLength(3);
    expect(await sessionsOf({ pool, clock })).toMatchObject({ leased: 3, starting: 0 });
  });

  test("warms, adds, exports, imports, resizes, retires and closes", async () => {
    const { pool, clock } = farPool({ size: 3 });
    await pool.warm(1);
    await pool.add(undefined, { id: "mine" });
    expect((await pool.export()).sessions).toHaveLength(2);
    expect(await pool.retire("mine")).toBe(true);
    await pool.import({
      version: 1,
      pool: "other",
      sessions: [{ id: "theirs", createdAt: 0, uses: 1, errors: 0, checkFailures: 0 }],
    });
    await pool.resize(1);
    expect(await sessionsOf({ pool, clock })).toMatchObject({ ready: 1 });
    await pool.close();
    expect(pool.status).toBe("closed");
    expect(clock.pending).toBe(0);
  });

  test("paces, rests and retires by time", async () => {
    const { pool, clock } = farPool({ size: 1, delayMs: 100, delayJitter: 0, maxIdleMs: 5_000 });
    const first = watch(useOnce(pool));
    await clock.advance(100);
    expect(first.state).toBe("resolved");
    const second = watch(useOnce(pool, { verdict: "throttled", retryAfterMs: 1_000 }));
    await clock.advance(100);
    expect(second.state).toBe("resolved");
    const third = watch(useOnce(pool));
    await clock.advance(999);
    expect(third.state).toBe("pending");
    await clock.advance(1);
    expect(third.state).toBe("resolved");
    await clock.advance(5_000);
    expect(pool.stats().retired).toEqual({ idle: 1 });
  });

  test("loses no session when a caller aborts, however far it has come", async () => {
    for (let turns = 0; turns < 20; turns++) {
      const { pool, clock } = farPool({ size: 1 });
      await pool.warm();
      const controller = new AbortController();
      const caller = watch(pool.acquire({ signal: controller.signal }));
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      controller.abort("enough");
      await clock.flush();
      if (caller.state === "resolved") await caller.value.settle("ok");
      else expect(caller.error).toBe("enough");
      const next = watch(pool.acquire());
      await clock.flush();
      expect(next.state).toBe("resolved");
    }
  });

  test("leaves no caller and nothing in the store behind when it closes, however far it has come", async () => {
    for (const size of [1, 3])
      for (let turns = 0; turns < 40; turns++) {
        const inner = memoryStore();
        const { pool: observer, clock } = createPool({ size, store: inner });
        let begun = 0;
        const { pool } = createPool({
          size,
          store: asyncStore(inner),
          clock,
          init: async () => (++begun === 2 ? false : undefined),
        });
        await pool.warm(1);
        const callers = [1, 2, 3].map(() => watch(pool.acquire()));
        for (let turn = 0; turn < turns; turn++) await Promise.resolve();
        const closing = watch(pool.close({ drainTimeoutMs: 10 }));
        await clock.advance(10);
        const after = `after ${turns} turns`;
        expect(closing.state, after).toBe("resolved");
        for (const caller of callers) {
          expect(caller.state, after).not.toBe("pending");
          if (caller.state === "resolved") expect(caller.value.signal.aborted).toBe(true);
        }
        expect(clock.pending, after).toBe(0);
        expect(observer.stats().sessions, after).toMatchObject({ leased: 0, starting: 0 });
      }
  });

  test("leaves nothing behind in the store when it fails or shrinks while it builds", async () => {
    for (const end of ["fails", "shrinks"] as const)
      for (let turns = 0; turns < 40; turns++) {
        const inner = memoryStore();
        const { pool: observer, clock } = createPool({ size: 3, store: inner });
        let begun = 0;
        const { pool } = createPool({
          size: 3,
          store: asyncStore(inner),
          clock,
          maxBadInits: 1,
          init: async () => (++begun === 3 && end === "fails" ? false : undefined),
        });
        const warming = watch(pool.warm());
        const caller = watch(pool.acquire({ key: "cart" }));
        for (let turn = 0; turn < turns; turn++) await Promise.resolve();
        if (end === "shrinks") await pool.resize(1);
        await clock.flush();
        if (caller.state === "resolved" && end === "shrinks") await caller.value.settle("ok");
        const after = `${end} after ${turns} turns`;
        expect([warming.state, caller.state], after).not.toContain("pending");
        const { leased, starting } = observer.stats().sessions;
        const held = caller.state === "resolved" && end === "fails" ? 1 : 0;
        expect({ leased, starting }, after).toEqual({ leased: held, starting: 0 });
      }
  });

  test("leaves no waiter behind when it closes while a lease is settled", async () => {
    for (let turns = 0; turns < 20; turns++) {
      const { pool, clock } = farPool({ size: 1 });
      const lease = await pool.acquire();
      const waiter = watch(pool.acquire());
      await clock.flush();
      const settling = lease.settle("ok");
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      const closing = watch(pool.close({ drainTimeoutMs: 10 }));
      await clock.advance(10);
      await settling;
      expect(closing.state, `closed after ${turns} turns`).toBe("resolved");
      expect(waiter.state, `waiter after ${turns} turns`).not.toBe("pending");
      expect(clock.pending).toBe(0);
    }
  });

  test("hands out no lease while it is paused, however far a caller has come", async () => {
    for (let turns = 0; turns < 20; turns++) {
      const { pool, clock } = farPool({ size: 1 });
      await pool.warm();
      const caller = watch(pool.acquire());
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      const events = recordEvents(pool, "lease:granted");
      pool.pause();
      await clock.flush();
      expect(events.all, `after ${turns} turns`).toEqual([]);
      pool.resume();
      await clock.flush();
      expect(caller.state).toBe("resolved");
    }
  });
});
