import { describe, expect, test } from "vitest";
import { gatedInit } from "../helpers/gated-init.ts";
import { recordEvents } from "../helpers/events.ts";
import { errorOf, watch } from "../helpers/outcome.ts";
import { acquireAll, createPool, useOnce } from "../helpers/pool.ts";

describe("a paused pool", () => {
  test("grants no new leases: callers wait", async () => {
    const { pool, clock } = createPool({ size: 2 });
    await pool.warm();
    pool.pause();
    expect(pool.status).toBe("paused");
    const caller = watch(pool.acquire());
    await clock.advance(1_000_000);
    expect(caller.state).toBe("pending");
    expect(pool.stats()).toMatchObject({ sessions: { ready: 2, leased: 0 }, waiting: 1 });
    pool.resume();
    expect(pool.status).toBe("open");
    await clock.flush();
    expect(caller.state).toBe("resolved");
  });

  test("does not hand what is settled to those who wait", async () => {
    const { pool, clock } = createPool({ size: 1 });
    const lease = await pool.acquire();
    const waiter = watch(pool.acquire());
    await clock.flush();
    pool.pause();
    await lease.settle("ok");
    await clock.advance(1_000);
    expect(waiter.state).toBe("pending");
    expect(pool.stats().sessions.ready).toBe(1);
    pool.resume();
    await clock.flush();
    expect(waiter.state).toBe("resolved");
  });

  test("begins no init, for callers, replacements, warm() or retries", async () => {
    const { init, contexts, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 3, init });
    const bound = watch(pool.acquire());
    await clock.flush();
    pool.pause();
    void watch(pool.warm());
    void watch(pool.acquire());
    gates[0]?.resolve(false);
    await clock.advance(1_000_000);
    expect(contexts).toHaveLength(1);
    pool.resume();
    await clock.flush();
    expect(contexts).toHaveLength(4);
    expect(bound.state).toBe("pending");
  });

  test("lets running inits finish, and their callers wait", async () => {
    const { init, contexts, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 1, init });
    const bound = watch(pool.acquire());
    await clock.flush();
    pool.pause();
    expect(contexts[0]?.signal.aborted).toBe(false);
    gates[0]?.resolve(undefined);
    await clock.flush();
    expect(bound.state).toBe("pending");
    expect(pool.stats().sessions).toMatchObject({ ready: 1, leased: 0, starting: 0 });
    pool.resume();
    await clock.flush();
    expect(bound.value.session.id).toBe(contexts[0]?.id);
  });

  test("lets running leases finish and settle", async () => {
    const { pool } = createPool({ size: 2 });
    const [first, second] = await acquireAll(pool, 2);
    pool.pause();
    await first?.settle("ok");
    await second?.settle("error");
    expect(first?.signal.aborted).toBe(false);
    expect(pool.stats()).toMatchObject({ use: { ok: 1, error: 1 }, retired: { errors: 1 } });
  });

  test("hands no lease to a caller whose session's first pause ends meanwhile", async () => {
    const { pool, clock } = createPool({ size: 1, delayMs: 1_000, delayJitter: 0 });
    const creator = watch(pool.acquire());
    await clock.advance(500);
    pool.pause();
    await clock.advance(500);
    expect(creator.state).toBe("pending");
    pool.resume();
    await clock.flush();
    expect(creator.state).toBe("resolved");
  });

  test("makes callers of use wait as well, between attempts too", async () => {
    const { pool, clock } = createPool<undefined, unknown, string>({
      size: 1,
      maxErrors: 9,
      classify: ({ response }) => (response === "bad" ? "error" : undefined),
    });
    const answers = ["bad", "good"];
    const using = watch(
      pool.use(() => {
        pool.pause();
        return answers.shift() ?? "";
      }),
    );
    await clock.advance(1_000_000);
    expect(using.state).toBe("pending");
    pool.resume();
    await clock.flush();
    expect(using.value).toBe("good");
  });

  test("keeps the order of those who wait", async () => {
    const { pool, clock } = createPool({ size: 1 });
    pool.pause();
    const served: number[] = [];
    for (const caller of [1, 2, 3])
      void pool.use(() => {
        served.push(caller);
      });
    await clock.flush();
    pool.resume();
    await clock.flush();
    expect(served).toEqual([1, 2, 3]);
  });

  test("lets waiters abort, and sessions outlive their limits", async () => {
    const { pool, clock } = createPool({ size: 1, maxIdleMs: 1_000 });
    await pool.warm();
    pool.pause();
    const controller = new AbortController();
    const waiter = watch(pool.acquire({ signal: controller.signal }));
    await clock.flush();
    controller.abort("enough");
    await clock.advance(1_000);
    expect(waiter.error).toBe("enough");
    expect(pool.stats().retired).toEqual({ idle: 1 });
  });

  test("may be closed", async () => {
    const { pool, clock } = createPool({ size: 1 });
    pool.pause();
    const waiter = watch(pool.acquire());
    await clock.flush();
    await pool.close();
    expect(waiter.error).toMatchObject({ code: "ERR_POOL_CLOSED" });
    expect(pool.status).toBe("closed");
  });

  test("tells once that it paused, and once that it resumed", async () => {
    const { pool } = createPool();
    const events = recordEvents(pool, "pool:paused", "pool:resumed");
    pool.pause();
    pool.pause();
    pool.resume();
    pool.resume();
    expect(events.all).toEqual([
      { name: "pool:paused", event: { pool: "default" } },
      { name: "pool:resumed", event: { pool: "default" } },
    ]);
  });
});

describe("a failed pool", () => {
  test("refuses waiters and later calls with the same error", async () => {
    const { pool, clock } = createPool({
      size: 1,
      maxBadInits: 2,
      init: async (): Promise<undefined | false> => false,
    });
    const waiters = [1, 2, 3].map(() => watch(pool.acquire()));
    await clock.flush();
    expect(pool.status).toBe("failed");
    const { error } = waiters[0] ?? {};
    expect(error).toMatchObject({ code: "ERR_TOO_MANY_BAD_INITS" });
    for (const waiter of waiters) expect(waiter.error).toBe(error);
    expect(await errorOf(pool.acquire())).toBe(error);
    expect(await errorOf(pool.use(() => undefined))).toBe(error);
    expect(await errorOf(pool.warm())).toBe(error);
    expect(await errorOf(pool.add(undefined))).toBe(error);
    expect(await errorOf(pool.acquire({ key: "cart" }))).toBe(error);
  });

  test("lets leases settle", async () => {
    let works = true;
    const { pool, clock } = createPool({
      size: 2,
      maxBadInits: 2,
      init: async () => (works ? undefined : false),
    });
    const lease = await pool.acquire();
    works = false;
    await errorOf(pool.acquire());
    expect(pool.status).toBe("failed");
    await lease.settle("ok");
    await clock.flush();
    expect(pool.stats()).toMatchObject({ use: { ok: 1 }, sessions: { ready: 1 } });
    expect(lease.signal.aborted).toBe(false);
  });

  test("replaces nothing, and aborts what is being built", async () => {
    const { init, contexts, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 3, maxBadInits: 1, init });
    const lease = pool.acquire();
    gates[0]?.resolve(undefined);
    const callers = [watch(pool.acquire()), watch(pool.acquire())];
    await clock.flush();
    gates[1]?.resolve(false);
    await clock.flush();
    expect(pool.status).toBe("failed");
    expect(contexts[2]?.signal.aborted).toBe(true);
    expect(callers.map(({ state }) => state)).toEqual(["rejected", "rejected"]);
    await (await lease).settle("expired");
    await clock.flush();
    expect(contexts).toHaveLength(3);
    expect(pool.stats().sessions.starting).toBe(0);
  });

  test("reopens with resume(), which zeroes the count of bad inits", async () => {
    let works = false;
    const { pool } = createPool({
      size: 1,
      maxBadInits: 3,
      init: async () => (works ? undefined : false),
    });
    const events = recordEvents(pool, "init:failed", "pool:failed", "pool:resumed");
    await errorOf(pool.acquire());
    pool.resume();
    expect(pool.status).toBe("open");
    await errorOf(pool.acquire());
    expect(events.of("init:failed").map(({ badInits }) => badInits)).toEqual([1, 2, 3, 1, 2, 3]);
    expect(events.of("pool:failed")).toHaveLength(2);
    expect(events.of("pool:resumed")).toHaveLength(1);
    works = true;
    pool.resume();
    await useOnce(pool);
  });

  test("cannot be paused", async () => {
    const { pool } = createPool({ size: 1, maxBadInits: 1, init: async () => false });
    await errorOf(pool.acquire());
    pool.pause();
    expect(pool.status).toBe("failed");
  });

  test("may be closed, and is closed then", async () => {
    const { pool, clock } = createPool({ size: 1, maxBadInits: 1, init: async () => false });
    await errorOf(pool.acquire());
    await pool.close();
    pool.resume();
    expect(pool.status).toBe("closed");
    expect(await errorOf(pool.acquire())).toMatchObject({ code: "ERR_POOL_CLOSED" });
    expect(clock.pending).toBe(0);
  });
});

describe("maxBadInits", () => {
  test("is 8 by default", async () => {
    let begun = 0;
    const { pool } = createPool({
      size: 1,
      init: async () => {
        begun++;
        return false;
      },
    });
    await errorOf(pool.acquire());
    expect(begun).toBe(8);
  });

  test("counts bad inits in a row: a ready session zeroes the count", async () => {
    let begun = 0;
    const { pool } = createPool({
      size: 1,
      maxBadInits: 3,
      init: async () => (++begun % 3 === 0 ? undefined : false),
    });
    for (let each = 0; each < 5; each++) await useOnce(pool, "expired");
    expect(pool.status).toBe("open");
    expect(pool.stats().init).toMatchObject({ rejected: 10, passed: 5 });
  });

  test("of Infinity never fails the pool", async () => {
    let begun = 0;
    const { pool } = createPool({
      size: 1,
      maxBadInits: Infinity,
      init: async () => (++begun > 100 ? undefined : false),
    });
    await useOnce(pool);
    expect(begun).toBe(101);
  });
});
