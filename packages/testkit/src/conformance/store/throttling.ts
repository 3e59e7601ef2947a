import { expect } from "vitest";
import type { StoreGroup } from "./store-lab.ts";

export const throttling: StoreGroup = {
  topic: "throttling",
  cases: {
    "a throttled session rests as long as the site said": async (lab) => {
      const pool = await lab.open();
      await pool.build("a");
      await pool.use({}, "throttled", { retryAfterMs: 5_000 });
      expect(await pool.refusal()).toMatchObject({ readyInMs: 5_000, live: 1 });
      await pool.expectCounts({ live: 1, ready: 0, resting: 1 });
      await lab.advance(5_000);
      expect(await pool.use()).toBe("a");
    },
    "no rest is longer than maxRestMs": async (lab) => {
      const pool = await lab.open({ maxRestMs: 2_000 });
      await pool.build("a");
      await pool.use({}, "throttled", { retryAfterMs: 86_400_000 });
      expect(await pool.refusal()).toMatchObject({ readyInMs: 2_000 });
    },
    "without a time the rest doubles with each consecutive one, up to the cap": async (lab) => {
      const pool = await lab.open({ throttleDelayMs: 1_000, maxRestMs: 5_000 });
      await pool.build("a");
      for (const restMs of [1_000, 2_000, 4_000, 5_000, 5_000]) {
        await pool.use({}, "throttled");
        expect(await pool.refusal()).toMatchObject({ readyInMs: restMs });
        await lab.advance(restMs);
      }
    },
    "any other verdict but unused ends the doubling": async (lab) => {
      const pool = await lab.open({ maxErrors: 9 });
      await pool.build("a");
      const restAfter = async (): Promise<number> => {
        await pool.use({}, "throttled");
        const { readyInMs } = await pool.refusal();
        await lab.advance(readyInMs);
        return readyInMs;
      };
      expect(await restAfter()).toBe(1_000);
      await pool.use({}, "unused");
      expect(await restAfter()).toBe(2_000);
      await pool.use({}, "inconclusive");
      expect(await restAfter()).toBe(1_000);
      await pool.use({}, "ok");
      expect(await restAfter()).toBe(1_000);
    },
    "a verdict on a lease from before the rest does not end the doubling": async (lab) => {
      const pool = await lab.open({ maxConcurrency: 2 });
      await pool.build("a");
      const late = await pool.lease();
      await pool.use({}, "throttled");
      await pool.settle(late, "ok");
      expect(await pool.refusal()).toMatchObject({ readyInMs: 1_000 });
      await lab.advance(1_000);
      await pool.use({}, "throttled");
      expect(await pool.refusal()).toMatchObject({ readyInMs: 2_000 });
    },
    "throttled answers of one burst are one rest": async (lab) => {
      const pool = await lab.open({ maxConcurrency: 3 });
      await pool.build("a");
      const [first, second, third] = [await pool.lease(), await pool.lease(), await pool.lease()];
      await pool.settle(first, "throttled");
      await lab.advance(400);
      await pool.settle(second, "throttled");
      await pool.settle(third, "throttled", { retryAfterMs: 30_000 });
      expect(await pool.refusal()).toMatchObject({ readyInMs: 600 });
      await lab.advance(600);
      await pool.use({}, "throttled");
      expect(await pool.refusal()).toMatchObject({ readyInMs: 2_000 });
    },
    "a rest and a pause at the same time last as long as the longer": async (lab) => {
      const pool = await lab.open();
      await pool.build("a", "b");
      await pool.use({ pauseMs: 3_000 }, "throttled", { retryAfterMs: 1_000 });
      await pool.use({ pauseMs: 500 }, "throttled", { retryAfterMs: 2_000 });
      expect(await pool.refusal({ id: "a" })).toMatchObject({ readyInMs: 3_000 });
      expect(await pool.refusal({ id: "b" })).toMatchObject({ readyInMs: 2_000 });
    },
    "a resting session rests for all its leases": async (lab) => {
      const pool = await lab.open({ maxConcurrency: 2 });
      await pool.build("a");
      const held = await pool.lease();
      await pool.use({}, "throttled", { retryAfterMs: 1_000 });
      expect(await pool.refusal()).toMatchObject({ readyInMs: 1_000 });
      await pool.settle(held);
      expect(await pool.refusal()).toMatchObject({ readyInMs: 1_000 });
    },
    "others are leased while one rests": async (lab) => {
      const pool = await lab.open();
      await pool.build("a", "b");
      await pool.use({}, "throttled");
      expect(await pool.uses(2)).toEqual(["b", "b"]);
    },
  },
};
