import { describe, expect, test } from "vitest";
import { initLater } from "../../src/index.ts";
import { gatedInit } from "../helpers/gated-init.ts";
import { watch } from "../helpers/outcome.ts";
import { createPool, useOnce } from "../helpers/pool.ts";

const TIMED_OUT = { code: "ERR_ACQUIRE_TIMEOUT" };

describe("acquireTimeoutMs", () => {
  test("is the longest time in the queue, 60 s by default", async () => {
    const { pool, clock } = createPool({ size: 1 });
    await pool.acquire();
    const waiter = watch(pool.acquire());
    await clock.advance(59_999);
    expect(waiter.state).toBe("pending");
    await clock.advance(1);
    expect(waiter.error).toMatchObject(TIMED_OUT);
    expect(pool.stats().waiting).toBe(0);
  });

  test("of a call wins over the pool's", async () => {
    const { pool, clock } = createPool({ size: 1, acquireTimeoutMs: 1_000 });
    await pool.acquire();
    const patient = watch(pool.acquire({ acquireTimeoutMs: 5_000 }));
    const hasty = watch(pool.acquire({ acquireTimeoutMs: 100 }));
    const usual = watch(pool.acquire());
    await clock.advance(100);
    expect([patient.state, hasty.state, usual.state]).toEqual(["pending", "rejected", "pending"]);
    await clock.advance(900);
    expect([patient.state, usual.state]).toEqual(["pending", "rejected"]);
    await clock.advance(4_000);
    expect(patient.error).toMatchObject(TIMED_OUT);
  });

  test("of Infinity waits for ever", async () => {
    const { pool, clock } = createPool({ size: 1, acquireTimeoutMs: Infinity });
    const lease = await pool.acquire();
    const waiter = watch(pool.acquire());
    await clock.advance(1_000_000_000);
    expect(waiter.state).toBe("pending");
    await lease.settle("ok");
    await clock.flush();
    expect(waiter.state).toBe("resolved");
  });

  test("of 0 takes a free session and does not wait for another", async () => {
    const { pool, clock } = createPool({ size: 1, acquireTimeoutMs: 0 });
    const lease = await pool.acquire();
    const waiter = watch(pool.acquire());
    await clock.advance(0);
    expect(waiter.error).toMatchObject(TIMED_OUT);
    await lease.settle("ok");
    expect(await useOnce(pool)).toBe(lease.session.id);
  });

  test("costs nobody else a session: the next waiter gets it", async () => {
    const { pool, clock } = createPool({ size: 1 });
    const lease = await pool.acquire();
    const gone = watch(pool.acquire({ acquireTimeoutMs: 10 }));
    const next = watch(pool.acquire());
    await clock.advance(10);
    await lease.settle("ok");
    await clock.flush();
    expect([gone.state, next.state]).toEqual(["rejected", "resolved"]);
  });

  test("counts per attempt: a retry starts anew", async () => {
    const { pool, clock } = createPool({ size: 1, acquireTimeoutMs: 1_000, maxErrors: 9 });
    const blocker = await pool.acquire();
    const failing = watch(
      pool.use(() => Promise.reject(new Error("no")), { retries: 1 }).catch(() => "ended"),
    );
    expect(failing.state).toBe("pending");
    await clock.advance(900);
    await blocker.settle("ok");
    await clock.flush();
    expect(failing.value).toBe("ended");

    const judged = createPool<undefined, unknown, string>({
      size: 1,
      acquireTimeoutMs: 1_000,
      maxErrors: 9,
      classify: ({ response }) => (response === "bad" ? "error" : undefined),
    });
    const first = await judged.pool.acquire();
    const answers = ["bad", "good"];
    const using = watch(judged.pool.use(() => answers.shift() ?? ""));
    await judged.clock.advance(900);
    const second = judged.pool.acquire();
    await first.settle("ok");
    await judged.clock.advance(900);
    expect(using.state).toBe("pending");
    await (await second).settle("ok");
    await judged.clock.flush();
    expect(using.value).toBe("good");
  });

  test("stands still while the pool is paused", async () => {
    const { pool, clock } = createPool({ size: 1, acquireTimeoutMs: 1_000 });
    await pool.acquire();
    const waiter = watch(pool.acquire());
    await clock.advance(600);
    pool.pause();
    const late = watch(pool.acquire());
    await clock.advance(100_000);
    pool.resume();
    await clock.advance(399);
    expect(waiter.state).toBe("pending");
    await clock.advance(1);
    expect([waiter.state, late.state]).toEqual(["rejected", "pending"]);
    await clock.advance(600);
    expect(late.state).toBe("rejected");
  });

  test("stands still while no session is live but an init runs", async () => {
    const { init, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({
      size: 1,
      acquireTimeoutMs: 1_000,
      init,
    });
    const bound = watch(pool.acquire());
    const waiter = watch(pool.acquire());
    await clock.advance(50_000);
    expect([bound.state, waiter.state]).toEqual(["pending", "pending"]);
    gates[0]?.resolve(undefined);
    await clock.flush();
    expect(bound.state).toBe("resolved");
    await clock.advance(999);
    expect(waiter.state).toBe("pending");
    await clock.advance(1);
    expect(waiter.error).toMatchObject(TIMED_OUT);
  });

  test("stands still while no session is live and an init rests", async () => {
    const { clock } = createPool();
    let begun = 0;
    const { pool } = createPool({
      clock,
      size: 1,
      acquireTimeoutMs: 1_000,
      init: async () => {
        if (++begun < 3) initLater({ retryAfterMs: 30_000 });
        return undefined;
      },
    });
    const bound = watch(pool.acquire());
    await clock.advance(59_999);
    expect(bound.state).toBe("pending");
    await clock.advance(1);
    expect(bound.state).toBe("resolved");
  });

  test("goes on as soon as a session is live, though others are being built", async () => {
    const { init, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({
      size: 2,
      acquireTimeoutMs: 1_000,
      init,
    });
    const bound = [watch(pool.acquire()), watch(pool.acquire())];
    const waiter = watch(pool.acquire());
    await clock.advance(10_000);
    gates[0]?.resolve(undefined);
    await clock.advance(1_000);
    expect(bound.map(({ state }) => state)).toEqual(["resolved", "pending"]);
    expect(waiter.state).toBe("rejected");
  });

  test("does not run for a caller that is bound to an init", async () => {
    const { init, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({
      size: 2,
      acquireTimeoutMs: 1_000,
      init,
    });
    await pool.add(undefined);
    const bound = watch(pool.acquire());
    await clock.advance(100_000);
    expect(bound.state).toBe("pending");
    gates[0]?.resolve(undefined);
    await clock.flush();
    expect(bound.state).toBe("resolved");
  });

  test("says after how long, and how the pool stands", async () => {
    const { pool, clock } = createPool({ name: "shop.example", size: 2, acquireTimeoutMs: 500 });
    await pool.acquire();
    await useOnce(pool, { verdict: "throttled", retryAfterMs: 60_000 });
    const waiters = [watch(pool.acquire()), watch(pool.acquire({ acquireTimeoutMs: 1_000 }))];
    await clock.advance(500);
    expect(waiters[0]?.error).toMatchObject({
      message:
        "shop.example: no session within 500 ms (size=2, leased=1, ready=0, starting=0, resting=1, waiting=2)",
    });
  });
});

describe("maxWaiting", () => {
  test("is how many callers may wait; one more is refused at once", async () => {
    const { pool, clock } = createPool({ size: 1, maxWaiting: 2 });
    await pool.acquire();
    const waiters = [1, 2, 3].map(() => watch(pool.acquire()));
    await clock.flush();
    expect(waiters.map(({ state }) => state)).toEqual(["pending", "pending", "rejected"]);
    expect(waiters[2]?.error).toMatchObject({
      code: "ERR_QUEUE_FULL",
      message:
        "default: the queue is full, 2 may wait (size=1, leased=1, ready=0, starting=0, resting=0, waiting=2)",
    });
  });

  test("of 0 lets callers build and take what is free, but not wait", async () => {
    const { pool, clock } = createPool({ size: 1, maxWaiting: 0 });
    const lease = await pool.acquire();
    const waiter = watch(pool.acquire());
    await clock.flush();
    expect(waiter.error).toMatchObject({ code: "ERR_QUEUE_FULL" });
    await lease.settle("ok");
    expect(await useOnce(pool)).toBe(lease.session.id);
  });

  test("makes room when one has left the queue", async () => {
    const { pool, clock } = createPool({ size: 1, maxWaiting: 1 });
    await pool.acquire();
    const gone = watch(pool.acquire({ acquireTimeoutMs: 10 }));
    await clock.advance(10);
    const next = watch(pool.acquire());
    await clock.flush();
    expect([gone.state, next.state]).toEqual(["rejected", "pending"]);
  });
});
