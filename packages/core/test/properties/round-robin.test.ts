import fc from "fast-check";
import { expect, test } from "vitest";
import { createPool } from "../helpers/pool.ts";
import { runs } from "./runs.ts";

/** What may happen between two leases that do not overlap. */
const anyGap = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.nat({ max: 100_000 }) },
);

const anyPool = fc.record({
  size: fc.integer({ min: 1, max: 12 }),
  maxConcurrency: fc.constantFrom(1, 2, Infinity),
  maxErrors: fc.constant(Infinity),
});

/** Verdicts that leave a session where it is. */
const anyVerdict = fc.constantFrom("ok" as const, "error" as const, "inconclusive" as const);

const anyLeases = fc.array(fc.record({ gapMs: anyGap, verdict: anyVerdict }), {
  minLength: 1,
  maxLength: 120,
  size: "max",
});

test("round-robin gives healthy sessions the same number of leases, one more or less", async () => {
  const property = fc.asyncProperty(anyPool, anyLeases, async (options, leases) => {
    const { pool, clock } = createPool(options);
    await pool.warm();
    const uses = new Map<string, number>();
    for (const { gapMs, verdict } of leases) {
      await clock.advance(gapMs);
      const lease = await pool.acquire();
      uses.set(lease.session.id, (uses.get(lease.session.id) ?? 0) + 1);
      await lease.settle(verdict);
    }
    const fair = leases.length / options.size;
    for (const count of uses.values()) {
      expect(count).toBeGreaterThanOrEqual(Math.floor(fair));
      expect(count).toBeLessThanOrEqual(Math.ceil(fair));
    }
    expect(uses.size).toBe(Math.min(options.size, leases.length));
    await pool.close();
  });
  await fc.assert(property, runs(300));
}, 600_000);
