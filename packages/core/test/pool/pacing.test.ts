import { describe, expect, test } from "vitest";
import { watch } from "../helpers/outcome.ts";
import { createPool, useOnce } from "../helpers/pool.ts";

const HALF = (): number => 0.5;

describe("delayMs", () => {
  test("pauses between two uses of one session, counted from the lease", async () => {
    const { pool, clock } = createPool({ size: 1, delayMs: 1_000, random: HALF });
    await pool.add(undefined);
    await clock.advance(1_000);
    const first = await pool.acquire();
    await clock.advance(400);
    await first.settle("ok");
    const second = watch(pool.acquire());
    await clock.advance(599);
    expect(second.state).toBe("pending");
    await clock.advance(1);
    expect(second.state).toBe("resolved");
  });

  test("pauses between two uses at the same time as well", async () => {
    const { pool, clock } = createPool({
      size: 1,
      maxConcurrency: 2,
      delayMs: 1_000,
      random: HALF,
    });
    await pool.add(undefined);
    await clock.advance(1_000);
    await pool.acquire();
    const second = watch(pool.acquire());
    await clock.advance(999);
    expect(second.state).toBe("pending");
    await clock.advance(1);
    expect(second.state).toBe("resolved");
  });

  test("does not hold up a session whose use took longer than the pause", async () => {
    const { pool, clock } = createPool({ size: 1, delayMs: 1_000, random: HALF });
    await pool.add(undefined);
    await clock.advance(1_000);
    const first = await pool.acquire();
    await clock.advance(5_000);
    await first.settle("ok");
    const second = watch(pool.acquire());
    await clock.flush();
    expect(second.state).toBe("resolved");
  });

  test("is 0 by default: a session is free as soon as it is settled", async () => {
    const { pool, clock } = createPool({ size: 1 });
    for (let each = 0; each < 5; each++) await useOnce(pool);
    expect(clock.now()).toBe(0);
    expect(clock.pending).toBe(0);
  });

  test("makes a new session wait one such pause, its creator included", async () => {
    const { pool, clock } = createPool({ size: 1, delayMs: 1_000, random: HALF });
    const creator = watch(pool.acquire());
    await clock.advance(999);
    expect(creator.state).toBe("pending");
    await clock.advance(1);
    expect(creator.state).toBe("resolved");
    await creator.value.settle("ok");
    const next = watch(pool.acquire());
    await clock.advance(999);
    expect(next.state).toBe("pending");
    await clock.advance(1);
    expect(next.state).toBe("resolved");
  });

  test("makes an added or warmed session wait one such pause, whoever comes", async () => {
    const { pool, clock } = createPool({ size: 2, delayMs: 1_000, random: HALF });
    await pool.warm(1);
    await pool.add(undefined, { id: "added" });
    expect(pool.stats().sessions).toMatchObject({ ready: 0, resting: 2 });
    const caller = watch(pool.acquire());
    await clock.advance(999);
    expect(caller.state).toBe("pending");
    await clock.advance(1);
    expect(caller.state).toBe("resolved");
  });

  test("lets a caller that aborts during the first pause leave the session behind", async () => {
    const { pool, clock } = createPool({ size: 1, delayMs: 1_000, random: HALF });
    const controller = new AbortController();
    const creator = watch(pool.acquire({ signal: controller.signal }));
    await clock.advance(500);
    controller.abort("enough");
    await clock.flush();
    expect(creator.error).toBe("enough");
    expect(pool.stats().sessions).toMatchObject({ leased: 0, resting: 1 });
    const next = watch(pool.acquire());
    await clock.advance(500);
    expect(next.state).toBe("resolved");
    expect(next.value.session.uses).toBe(1);
  });

  test("keeps the order of those who wait", async () => {
    const { pool, clock } = createPool({ size: 1, delayMs: 1_000, random: HALF });
    await pool.add(undefined);
    const served: number[] = [];
    for (const caller of [1, 2, 3])
      void pool.use(() => {
        served.push(caller);
      });
    await clock.advance(1_000);
    expect(served).toEqual([1]);
    await clock.advance(1_000);
    expect(served).toEqual([1, 2]);
    await clock.advance(1_000);
    expect(served).toEqual([1, 2, 3]);
  });
});

describe("delayJitter", () => {
  /** How long a session pauses when the random source says `random`. */
  async function pauseMs(random: number, delayJitter?: number): Promise<number> {
    const jitter = delayJitter === undefined ? {} : { delayJitter };
    const { pool, clock } = createPool({ delayMs: 1_000, random: () => random, ...jitter });
    await pool.warm(1);
    void pool.acquire();
    await clock.flush();
    await clock.runAll();
    return clock.now();
  }

  test("varies the pause by a random factor in 1 ± jitter, 0.5 by default", async () => {
    expect(await pauseMs(0)).toBe(500);
    expect(await pauseMs(0.5)).toBe(1_000);
    expect(await pauseMs(0.75)).toBe(1_250);
    expect(await pauseMs(0, 0.1)).toBe(900);
    expect(await pauseMs(0.5, 0.1)).toBe(1_000);
  });

  test("of 0 makes every pause the same", async () => {
    expect(await pauseMs(0, 0)).toBe(1_000);
    expect(await pauseMs(0.9, 0)).toBe(1_000);
  });

  test("is drawn anew for every use", async () => {
    const draws = [0, 0.25, 0.75];
    let index = 0;
    const { pool, clock } = createPool({
      size: 1,
      delayMs: 1_000,
      random: () => draws[index++ % draws.length] ?? 0,
    });
    const served: number[] = [];
    await pool.add(undefined, { id: "a" });
    for (let each = 0; each < 4; each++)
      void pool.use(() => {
        served.push(clock.now());
      });
    await clock.runAll();
    const gaps = served.slice(1).map((at, place) => at - (served[place] ?? 0));
    expect(new Set(gaps).size).toBeGreaterThan(1);
  });
});

describe("rests", () => {
  test("a resting session is never leased, and its rest ends by itself", async () => {
    const { pool, clock } = createPool({ size: 1 });
    await useOnce(pool, { verdict: "throttled", retryAfterMs: 2_000 });
    expect(pool.stats().sessions).toMatchObject({ ready: 0, resting: 1 });
    const caller = watch(pool.acquire());
    await clock.advance(1_999);
    expect(caller.state).toBe("pending");
    await clock.advance(1);
    expect(caller.state).toBe("resolved");
  });

  test("last throttleDelayMs without a time of their own, doubling with each consecutive one", async () => {
    const { pool, clock } = createPool({ size: 1 });
    const rests: number[] = [];
    for (let each = 0; each < 4; each++) {
      const since = clock.now();
      const using = useOnce(pool, "throttled");
      await clock.runAll();
      await using;
      rests.push(clock.now() - since);
    }
    expect(rests).toEqual([0, 10_000, 20_000, 40_000]);
  });

  test("start again from throttleDelayMs after any other verdict", async () => {
    const { pool, clock } = createPool({ size: 1, throttleDelayMs: 100 });
    for (const verdict of ["throttled", "throttled", "ok", "throttled"] as const) {
      const using = useOnce(pool, verdict);
      await clock.runAll();
      await using;
    }
    expect(clock.now()).toBe(100 + 200);
    const next = watch(pool.acquire());
    await clock.advance(99);
    expect(next.state).toBe("pending");
    await clock.advance(1);
    expect(next.state).toBe("resolved");
  });

  test("are never longer than maxRestMs, whoever said how long", async () => {
    const { pool, clock } = createPool({ size: 1 });
    await useOnce(pool, { verdict: "throttled", retryAfterMs: 3_600_000 });
    const caller = watch(pool.acquire({ acquireTimeoutMs: 3_600_000 }));
    await clock.advance(299_999);
    expect(caller.state).toBe("pending");
    await clock.advance(1);
    expect(caller.state).toBe("resolved");
  });

  test("hold while the session is free for others otherwise: nobody else waits for it", async () => {
    const { pool } = createPool({ size: 2 });
    const resting = await useOnce(pool, "throttled");
    const other = await useOnce(pool);
    expect(other).not.toBe(resting);
    expect(await useOnce(pool)).toBe(other);
  });
});
