import fc from "fast-check";
import { expect, test } from "vitest";
import type { PoolSettings, Verdict } from "../../src/index.ts";
import { createPool } from "../helpers/pool.ts";
import { runs } from "./runs.ts";

/** Callers that come back as soon as they are served, for as long as the pool is watched. */
interface Round {
  readonly verdict: Verdict;
  readonly ms: number;
  /** Retires one session beside, by hand. */
  readonly retires: boolean;
}

const anyRound: fc.Arbitrary<Round> = fc.record({
  verdict: fc.constantFrom("ok", "error", "invalid", "expired", "throttled", "inconclusive"),
  ms: fc.nat({ max: 3_000 }),
  retires: fc.boolean(),
});

const anyPool: fc.Arbitrary<Omit<PoolSettings<string>, "clock">> = fc.record({
  size: fc.integer({ min: 1, max: 6 }),
  maxUses: fc.constantFrom(Infinity, 1, 3),
  maxAgeMs: fc.constantFrom(Infinity, 5_000),
  maxIdleMs: fc.constantFrom(Infinity, 2_000),
  delayMs: fc.constantFrom(0, 200),
  maxConcurrency: fc.constantFrom(1, 2),
  initConcurrency: fc.constantFrom(Infinity, 1),
});

test("under constant demand an eager pool returns to its size after any number of retirements", async () => {
  const property = fc.asyncProperty(
    anyPool,
    fc.array(anyRound, { minLength: 1, maxLength: 30 }),
    async (options, rounds) => {
      const { pool, clock } = createPool<string>({ ...options, init: ({ id }) => id });
      let isOver = false;
      let verdict: Verdict = "ok";
      const ids = new Set<string>();
      pool.on("session:ready", ({ id }) => ids.add(id));
      const demand = async (): Promise<void> => {
        while (!isOver) {
          const lease = await pool.acquire();
          // A task takes its time.
          await new Promise<void>((resolve) => clock.setTimeout(resolve, 50));
          await lease.settle(verdict);
        }
      };
      const callers = Array.from({ length: 2 * Number(options.size) }, () => demand());
      const ended = Promise.allSettled(callers);
      for (const round of rounds) {
        verdict = round.verdict;
        // One that nobody has leased yet would be replaced when the next caller comes.
        const used = [...ids].find((id) => pool.get(id)?.lastLeasedAt !== undefined);
        if (round.retires && used !== undefined) await pool.retire(used);
        await clock.advance(round.ms);
        const { starting, ready, leased, resting } = pool.stats().sessions;
        expect(starting + ready + leased + resting).toBe(options.size);
      }
      isOver = true;
      const closing = pool.close();
      await clock.advance(10_000);
      await Promise.all([closing, ended]);
    },
  );
  await fc.assert(property, runs(300));
}, 600_000);
