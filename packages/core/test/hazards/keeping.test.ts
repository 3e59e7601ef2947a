import { createFakeClock } from "@sessionary/core/testing";
import { expect, test } from "vitest";
import { createSessionPool, type Clock } from "../../src/index.ts";
import { watch } from "../helpers/outcome.ts";

test("maxWaiting refuses only who would have to wait: a free session behind an outlived one serves", async () => {
  const fake = createFakeClock();
  let lag = 0;
  const clock: Clock = {
    now: () => fake.now() + lag,
    setTimeout: (callback, delayMs) => fake.setTimeout(callback, delayMs),
    clearTimeout: (handle) => fake.clearTimeout(handle),
  };
  const pool = createSessionPool({ size: 2, maxWaiting: 0, maxIdleMs: 1_000, clock });
  const a = await pool.acquire();
  const b = await pool.acquire();
  await a.settle("ok");
  await fake.advance(500);
  await b.settle("ok");
  lag = 600; // a blocked event loop: timers are late
  const caller = watch(pool.acquire());
  await fake.flush();
  expect(caller.state).toBe("resolved");
});
