import { describe, expect, it } from "vitest";
import { watch } from "../helpers/outcome.ts";
import { createPool, useOnce } from "../helpers/pool.ts";

describe("a throttled session", () => {
  it("rests as long as the verdict says, and is not blamed", async () => {
    const { pool, clock } = createPool({ size: 1 });
    await useOnce(pool, { verdict: "throttled", retryAfterMs: 700 });
    const next = watch(pool.acquire());
    await clock.advance(699);
    expect(next.state).toBe("pending");
    expect(pool.stats().sessions.resting).toBe(1);
    await clock.advance(1);
    expect(next.value.session).toMatchObject({ uses: 2, errors: 0, checkFailures: 0 });
  });

  it("rests `throttleDelayMs` without a time, and twice as long each consecutive time", async () => {
    const { pool, clock } = createPool({ size: 1, throttleDelayMs: 1_000 });
    const rests: number[] = [];
    for (let round = 0; round < 4; round++) {
      await useOnce(pool, "throttled");
      const from = clock.now();
      const next = watch(pool.acquire());
      while (next.state === "pending") await clock.advance(clock.nextInMs);
      rests.push(clock.now() - from);
      await next.value.settle("unused");
    }
    expect(rests).toEqual([1_000, 2_000, 4_000, 8_000]);
  });

  it("rests `throttleDelayMs` again after another verdict came between", async () => {
    const { pool, clock } = createPool({ size: 1, throttleDelayMs: 1_000 });
    await useOnce(pool, "throttled");
    await clock.advance(1_000);
    await useOnce(pool, "throttled");
    await clock.advance(2_000);
    await useOnce(pool, "ok");
    await useOnce(pool, "throttled");
    const next = watch(pool.acquire());
    await clock.advance(1_000);
    expect(next.state).toBe("resolved");
  });

  it("never rests longer than `maxRestMs`, whoever says so", async () => {
    const { pool, clock } = createPool({ size: 1, maxRestMs: 5_000, acquireTimeoutMs: 10_000 });
    await useOnce(pool, { verdict: "throttled", retryAfterMs: 3_600_000 });
    const first = watch(pool.acquire());
    await clock.advance(5_000);
    await first.value.settle("throttled");
    const second = watch(pool.acquire());
    await clock.advance(5_000);
    expect(second.state).toBe("resolved");
  });

  it("rests once for the throttled answers of one burst", async () => {
    const { pool, clock } = createPool({ size: 1, maxConcurrency: 3, throttleDelayMs: 1_000 });
    const leases = [await pool.acquire(), await pool.acquire(), await pool.acquire()];
    await leases[0]?.settle("throttled");
    await clock.advance(500);
    await leases[1]?.settle("throttled");
    await leases[2]?.settle({ verdict: "throttled", retryAfterMs: 60_000 });
    const next = watch(pool.acquire());
    await clock.advance(500);
    expect(next.state).toBe("resolved");
    expect(pool.stats().use.throttled).toBe(3);
  });

  it("is retried with another session, while it rests", async () => {
    const { pool } = createPool({ size: 2, classify: ({ response }) => response as "ok" });
    await pool.warm();
    const ids: string[] = [];
    const page = await pool.use(({ session, attempt }) => {
      ids.push(session.id);
      return attempt === 1 ? "throttled" : "ok";
    });
    expect(page).toBe("ok");
    expect(new Set(ids).size).toBe(2);
  });

  it("that is given back as surplus the moment its rest ends leaves its key to another", async () => {
    const { pool, clock } = createPool({
      size: { min: 1, max: 3 },
      shrinkAfterMs: 2_000,
      throttleDelayMs: 2_000,
    });
    const first = await pool.acquire();
    const keyed = await pool.acquire({ key: "cart" });
    const third = await pool.acquire();
    await first.settle("throttled");
    await keyed.settle("throttled");
    const next = watch(pool.acquire({ key: "cart" }));
    await clock.advance(2_000);
    await third.settle("ok");
    await clock.flush();
    expect(next.state).toBe("resolved");
  });
});
