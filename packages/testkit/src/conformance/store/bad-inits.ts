import { expect } from "vitest";
import type { StoreGroup } from "./store-lab.ts";

export const badInits: StoreGroup = {
  topic: "bad inits and the gate",
  cases: {
    "counts bad inits in a row": async (lab) => {
      const pool = await lab.open();
      expect(await pool.store.abandon(await pool.vacancy(), "bad")).toBe(1);
      expect(await pool.store.abandon(await pool.vacancy(), "bad")).toBe(2);
      expect(await pool.store.abandon(await pool.vacancy(), "later", { retryInMs: 1 })).toBe(2);
      expect(await pool.store.abandon(await pool.vacancy(), "cancelled")).toBe(2);
      expect(await pool.store.abandon(await pool.vacancy(), "bad")).toBe(3);
    },
    "counts a vacancy once": async (lab) => {
      const pool = await lab.open();
      const vacancy = await pool.vacancy();
      await pool.store.abandon(vacancy, "bad");
      expect(await pool.store.abandon(vacancy, "bad")).toBe(1);
      await pool.expectCounts({ starting: 0, vacancies: 3 });
    },
    "a session taken in zeroes the count": async (lab) => {
      const pool = await lab.open();
      await pool.store.abandon(await pool.vacancy(), "bad");
      await pool.build("a");
      expect(await pool.store.abandon(await pool.vacancy(), "bad")).toBe(1);
    },
    "a session that comes too late does not zero the count": async (lab) => {
      const pool = await lab.open();
      const stale = await pool.vacancy();
      await pool.store.abandon(stale, "bad");
      await pool.fill(stale, "a");
      expect(await pool.store.abandon(await pool.vacancy(), "bad")).toBe(2);
    },
    "forgiving zeroes the count": async (lab) => {
      const pool = await lab.open();
      await pool.store.abandon(await pool.vacancy(), "bad");
      await pool.store.forgive();
      expect(await pool.store.abandon(await pool.vacancy(), "bad")).toBe(1);
    },
    "the gate is open at first": async (lab) => {
      const pool = await lab.open();
      expect((await pool.vacancy()).startsInMs).toBe(0);
    },
    "later closes the gate of all inits, and gives the vacancy back": async (lab) => {
      const pool = await lab.open({ size: { min: 1, max: 1 } });
      await pool.store.abandon(await pool.vacancy(), "later", { retryInMs: 5_000 });
      const vacancy = await pool.vacancy();
      expect(vacancy).toMatchObject({ slot: 0, startsInMs: 5_000 });
      await pool.store.abandon(vacancy, "cancelled");
      await lab.advance(2_000);
      const later = await pool.vacancy();
      expect(later.startsInMs).toBe(3_000);
      await pool.store.abandon(later, "cancelled");
      await lab.advance(3_000);
      expect((await pool.vacancy()).startsInMs).toBe(0);
    },
    "of two that close the gate the longer one holds": async (lab) => {
      const pool = await lab.open();
      const both = [await pool.vacancy(), await pool.vacancy()] as const;
      await pool.store.abandon(both[0], "later", { retryInMs: 5_000 });
      await pool.store.abandon(both[1], "later", { retryInMs: 1_000 });
      expect((await pool.vacancy()).startsInMs).toBe(5_000);
    },
    "the gate does not hold back leases": async (lab) => {
      const pool = await lab.open();
      await pool.build("a");
      await pool.store.abandon(await pool.vacancy(), "later", { retryInMs: 5_000 });
      expect(await pool.use()).toBe("a");
    },
  },
};
