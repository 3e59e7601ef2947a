import { describe, expect, test } from "vitest";
import { watch } from "../helpers/outcome.ts";
import { createPool } from "../helpers/pool.ts";

/** When leases of a pool with one session are granted, for callers that come one after the other. */
async function grantTimes(
  options: Parameters<typeof createPool>[0],
  count: number,
): Promise<number[]> {
  const { pool, clock } = createPool({ size: 1, ...options });
  const times: number[] = [];
  for (let each = 0; each < count; each++) {
    const lease = watch(pool.acquire());
    await clock.flush();
    while (lease.state === "pending") await clock.advance(clock.nextInMs);
    times.push(clock.now());
    await lease.value.settle("ok");
  }
  return times;
}

describe("a delay (items 8, 66 to 72)", () => {
  test("is 0 by default: nothing waits", async () => {
    expect(await grantTimes({}, 4)).toEqual([0, 0, 0, 0]);
  });

  test("is waited by the creator once before the first use, and by others from use to use", async () => {
    const times = await grantTimes({ delayMs: 1_000, delayJitter: 0 }, 4);
    expect(times).toEqual([1_000, 2_000, 3_000, 4_000]);
  });

  test("counts from the lease, not from its end", async () => {
    const { pool, clock } = createPool({ size: 1, delayMs: 1_000, delayJitter: 0 });
    const first = watch(pool.acquire());
    await clock.advance(1_000);
    await clock.advance(900);
    await first.value.settle("ok");
    const second = watch(pool.acquire());
    await clock.advance(99);
    expect(second.state).toBe("pending");
    await clock.advance(1);
    expect(second.state).toBe("resolved");
  });

  test("is randomised by a factor in 0.5 to 1.5, drawn anew each time", async () => {
    const times = await grantTimes({ delayMs: 10_000 }, 41);
    const gaps = times.map((time, each) => time - (times[each - 1] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(5_000);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(15_001);
    expect(new Set(gaps).size).toBeGreaterThan(30);
    const mean = gaps.reduce((sum, gap) => sum + gap) / gaps.length;
    expect(Math.abs(mean - 10_000)).toBeLessThan(1_500);
  });

  test("keeps a session that is not due from everybody, and serves with one that is", async () => {
    const { pool, clock } = createPool({ size: 2, delayMs: 1_000, delayJitter: 0 });
    const leases = [watch(pool.acquire()), watch(pool.acquire())];
    await clock.advance(1_000);
    const [first, second] = leases.map(({ value }) => value);
    await first?.settle("ok");
    const waiting = watch(pool.acquire());
    await clock.advance(999);
    expect(waiting.state).toBe("pending");
    await clock.advance(1);
    expect(waiting.value.session.id).toBe(first?.session.id);
    await second?.settle("ok");
  });

  test("holds nobody up who gives up meanwhile, and loses no session", async () => {
    const { pool, clock } = createPool({ size: 1, delayMs: 1_000, delayJitter: 0 });
    const caller = new AbortController();
    const gone = watch(pool.acquire({ signal: caller.signal }));
    const next = watch(pool.acquire());
    await clock.advance(500);
    caller.abort();
    await clock.advance(500);
    expect(gone.state).toBe("rejected");
    await clock.advance(1_000);
    expect(next.state).toBe("resolved");
  });
});
