import { expect } from "vitest";
import type { StoreGroup } from "./store-lab.ts";

/** How many keys a pool remembers (`SessionOptions.key`). */
const MAX_KEYS = 10_000;

export const keysAndIds: StoreGroup = {
  topic: "keys and ids",
  cases: {
    "a key is bound to the session of its first grant": async (lab) => {
      const pool = await lab.open();
      await pool.build("a", "b");
      expect(await pool.use({ key: "cart" })).toBe("a");
      expect(await pool.use()).toBe("b");
      await pool.use();
      expect(await pool.uses(3, { key: "cart" })).toEqual(["a", "a", "a"]);
    },
    "a key keeps its session even if that is excluded": async (lab) => {
      const pool = await lab.open();
      await pool.build("a", "b");
      await pool.use({ key: "cart" });
      expect(await pool.use({ key: "cart", exclude: ["a"] })).toBe("a");
    },
    "a key waits for its session, and is told for which and for how long": async (lab) => {
      const pool = await lab.open();
      await pool.build("a", "b");
      const held = await pool.lease({ key: "cart" });
      expect(await pool.refusal({ key: "cart" })).toMatchObject({
        boundTo: "a",
        readyInMs: Infinity,
      });
      await pool.settle(held, "throttled", { retryAfterMs: 500 });
      expect(await pool.refusal({ key: "cart" })).toMatchObject({ boundTo: "a", readyInMs: 500 });
      await lab.advance(500);
      expect(await pool.use({ key: "cart" })).toBe("a");
    },
    "a key without a session is not bound while none is free": async (lab) => {
      const pool = await lab.open();
      await pool.build("a");
      const held = await pool.lease();
      const refusal = await pool.refusal({ key: "cart" });
      expect(refusal.boundTo).toBeUndefined();
      expect(refusal.missing ?? false).toBe(false);
      await pool.build("b");
      expect(await pool.use({ key: "cart" })).toBe("b");
      await pool.settle(held);
    },
    "a new key is not missing its session, whatever onMissing says": async (lab) => {
      const pool = await lab.open();
      await pool.build("a", "b");
      expect(await pool.use({ key: "one", onMissing: "fail" })).toBe("a");
      expect(await pool.uses(2, { key: "one", onMissing: "fail" })).toEqual(["a", "a"]);
      expect(await pool.use({ key: "two", onMissing: "any" })).toBe("b");
      await pool.use();
      expect(await pool.leaseId({ key: "two" })).toMatch(/^[ab]$/);
    },
    "several keys may share a session": async (lab) => {
      const pool = await lab.open();
      await pool.build("a");
      expect(await pool.use({ key: "one" })).toBe("a");
      expect(await pool.use({ key: "two" })).toBe("a");
    },
    "a key whose session is gone is bound anew": async (lab) => {
      const pool = await lab.open();
      await pool.build("a", "b", "c");
      await pool.use({ key: "cart" }, "expired");
      const next = await pool.use({ key: "cart" });
      expect(next).not.toBe("a");
      await pool.use();
      expect(await pool.uses(2, { key: "cart" })).toEqual([next, next]);
    },
    "a key that has moved to a new session does not leave with the one before": async (lab) => {
      const pool = await lab.open();
      await pool.build("a");
      await pool.use({ key: "cart" });
      const { grant } = await pool.buildAs("b", { lease: { key: "cart" } });
      if (grant !== undefined) await pool.settle(grant);
      await pool.store.retire("a", "manual");
      expect(await pool.use({ key: "cart", onMissing: "fail" })).toBe("b");
    },
    "remembers the 10,000 keys that were used last": async (lab) => {
      const pool = await lab.open();
      await pool.build("a");
      for (let key = 0; key < MAX_KEYS; key++) await pool.use({ key: `key ${key}` });
      await pool.use({ key: "key 0" });
      await pool.use({ key: "one more" });
      await pool.build("b");
      await pool.lease({ id: "a" });
      for (const key of ["key 0", "key 2", "one more"]) {
        expect(await pool.refusal({ key })).toMatchObject({ boundTo: "a" });
      }
      expect(await pool.use({ key: "key 1" })).toBe("b");
    },
    "onMissing any serves this call without binding": async (lab) => {
      const pool = await lab.open();
      await pool.build("a", "b", "c");
      await pool.use({ key: "cart" }, "expired");
      await pool.use({ key: "cart", onMissing: "any" });
      expect(await pool.refusal({ key: "cart", onMissing: "fail" })).toMatchObject({
        missing: true,
      });
      const bound = await pool.use({ key: "cart", onMissing: "replace" });
      expect(await pool.use({ key: "cart", onMissing: "fail" })).toBe(bound);
    },
    "onMissing fail refuses a key whose session is gone": async (lab) => {
      const pool = await lab.open();
      await pool.build("a", "b");
      await pool.use({ key: "cart" });
      await pool.store.retire("a", "manual");
      const refusal = await pool.refusal({ key: "cart", onMissing: "fail" });
      expect(refusal.missing).toBe(true);
    },
    "an id asks for that very session": async (lab) => {
      const pool = await lab.open();
      await pool.build("a", "b", "c");
      expect(await pool.uses(2, { id: "c" })).toEqual(["c", "c"]);
      const held = await pool.lease({ id: "c" });
      expect(await pool.refusal({ id: "c" })).toMatchObject({ boundTo: "c", readyInMs: Infinity });
      await pool.settle(held);
      expect(await pool.use({ id: "c", exclude: ["c"] })).toBe("c");
    },
    "an id that is not there is missing": async (lab) => {
      const pool = await lab.open();
      await pool.build("a");
      expect((await pool.refusal({ id: "x" })).missing).toBe(true);
      expect((await pool.refusal({ id: "x", onMissing: "fail" })).missing).toBe(true);
    },
    "an id that is to be replaced is missing: its pool builds it": async (lab) => {
      const pool = await lab.open();
      await pool.build("a");
      const refusal = await pool.refusal({ id: "x", onMissing: "replace" });
      expect(refusal).toMatchObject({ missing: true, vacancies: 2 });
      await pool.build("x");
      expect(await pool.use({ id: "x", onMissing: "replace" })).toBe("x");
    },
    "onMissing any serves an id that is not there with another session": async (lab) => {
      const pool = await lab.open();
      await pool.build("a");
      expect(await pool.use({ id: "x", onMissing: "any" })).toBe("a");
    },
    "the first lease of a new session may bind a key": async (lab) => {
      const pool = await lab.open();
      await pool.build("a");
      const { grant } = await pool.buildAs("b", { lease: { key: "cart" } });
      expect(await pool.refusal({ key: "cart" })).toMatchObject({ boundTo: "b" });
      if (grant !== undefined) await pool.settle(grant);
      expect(await pool.use({ key: "cart" })).toBe("b");
    },
  },
};
