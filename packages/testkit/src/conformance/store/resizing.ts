import { expect } from "vitest";
import type { StoreGroup } from "./store-lab.ts";

const four = { size: { min: 4, max: 4 } };

export const resizing: StoreGroup = {
  topic: "resizing",
  cases: {
    "a larger size has more vacancies": async (lab) => {
      const pool = await lab.open();
      await pool.build("a", "b", "c");
      expect(await pool.store.resize({ min: 4, max: 5 })).toEqual([]);
      expect(pool.store.limits.size).toEqual({ min: 4, max: 5 });
      await pool.expectCounts({ live: 3, vacancies: 2 });
      await pool.vacancy({ upTo: "min" });
      expect(await pool.store.reserve({ upTo: "min" })).toBeUndefined();
    },
    "a smaller size retires what is too much": async (lab) => {
      const pool = await lab.open(four);
      await pool.build("a", "b", "c", "d");
      const retired = await pool.store.resize({ min: 2, max: 2 });
      expect(retired.map(({ reason, leases }) => [reason, leases])).toEqual([
        ["resize", 0],
        ["resize", 0],
      ]);
      await pool.expectCounts({ live: 2, vacancies: 0 });
      expect(pool.store.limits.size).toEqual({ min: 2, max: 2 });
    },
    "leased sessions that are too much retire at their settle, while there are too many": async (
      lab,
    ) => {
      const pool = await lab.open(four);
      await pool.build("a", "b", "c", "d");
      const held = [await pool.lease(), await pool.lease(), await pool.lease(), await pool.lease()];
      expect(await pool.store.resize({ min: 2, max: 2 })).toEqual([]);
      await pool.expectCounts({ live: 4, vacancies: 0 });
      const reasons: unknown[] = [];
      for (const grant of held) reasons.push((await pool.settle(grant)).retired?.reason);
      expect(reasons).toEqual(["resize", "resize", undefined, undefined]);
      await pool.expectCounts({ live: 2 });
    },
    "idle sessions go before leased ones": async (lab) => {
      const pool = await lab.open();
      await pool.build("a", "b", "c");
      await pool.lease({ id: "a" });
      await pool.lease({ id: "c" });
      const retired = await pool.store.resize({ min: 2, max: 2 });
      expect(retired.map(({ session }) => session.id)).toEqual(["b"]);
    },
    "nothing is built while there are too many": async (lab) => {
      const pool = await lab.open(four);
      await pool.build("a", "b", "c");
      const held = [await pool.lease(), await pool.lease(), await pool.lease()] as const;
      await pool.store.resize({ min: 2, max: 2 });
      expect(await pool.store.reserve({ upTo: "max" })).toBeUndefined();
      expect(await pool.store.reserve({ replaces: "a" })).toBeUndefined();
      expect(await pool.refusal()).toMatchObject({ vacancies: 0 });
      await pool.settle(held[0], "expired");
      expect(await pool.store.reserve({ upTo: "max" })).toBeUndefined();
      await pool.settle(held[1], "expired");
      expect(await pool.store.reserve({ upTo: "max" })).toBeDefined();
    },
    "a size that is no longer a range has no surplus": async (lab) => {
      const pool = await lab.open({ size: { min: 1, max: 3 }, shrinkAfterMs: 1_000 });
      await pool.build("a", "b", "c");
      await pool.store.resize({ min: 3, max: 3 });
      await lab.advance(5_000);
      expect(await pool.store.sweep()).toMatchObject({ retired: [], nextInMs: Infinity });
    },
    "a size that becomes a range has surplus from then on": async (lab) => {
      const pool = await lab.open({ shrinkAfterMs: 1_000 });
      await pool.build("a", "b", "c");
      await lab.advance(5_000);
      await pool.store.resize({ min: 2, max: 3 });
      expect(await pool.store.sweep()).toMatchObject({ retired: [], nextInMs: 1_000 });
      await lab.advance(1_000);
      expect((await pool.store.sweep()).retired).toMatchObject([{ reason: "surplus" }]);
    },
    "sessions being built count as live": async (lab) => {
      const pool = await lab.open(four);
      await pool.build("a", "b");
      const starting = await pool.vacancy();
      const retired = await pool.store.resize({ min: 2, max: 2 });
      expect(retired).toHaveLength(1);
      await pool.fill(starting, "c");
      await pool.expectCounts({ live: 2, starting: 0, vacancies: 0 });
    },
  },
};
