import type { Verdict } from "@sessionary/core";
import { expect } from "vitest";
import type { StoreGroup } from "./store-lab.ts";

export const settling: StoreGroup = {
  topic: "settling",
  cases: {
    "a verdict that blames nobody counts the use alone": async (lab) => {
      const pool = await lab.open();
      await pool.build("a");
      for (const verdict of ["ok", "inconclusive", "throttled", "stop"] as const) {
        const settled = await pool.settle(await pool.lease(), verdict, { retryAfterMs: 0 });
        expect(settled, verdict).toMatchObject({ stale: false, closable: false });
        expect(settled.retired, verdict).toBeUndefined();
      }
      expect(await pool.session("a")).toMatchObject({ uses: 4, errors: 0, checkFailures: 0 });
    },
    "unused gives the use back": async (lab) => {
      const pool = await lab.open();
      await pool.build("a");
      await pool.use({}, "unused");
      expect(await pool.session("a")).toMatchObject({ uses: 0, errors: 0 });
    },
    "errors retire a session at maxErrors": async (lab) => {
      const pool = await lab.open({ maxErrors: 2 });
      await pool.build("a");
      await pool.use({}, "error");
      expect((await pool.session("a")).errors).toBe(1);
      const settled = await pool.settle(await pool.lease(), "error");
      expect(settled.retired).toMatchObject({ reason: "errors", leases: 0, session: { id: "a" } });
      expect(settled.closable).toBe(true);
      await pool.expectCounts({ live: 0 });
    },
    "an ok takes errorRecovery from the errors, and never more than there are": async (lab) => {
      const pool = await lab.open({ maxErrors: 3, errorRecovery: 0.5 });
      await pool.build("a");
      await pool.use({}, "error");
      await pool.use();
      expect((await pool.session("a")).errors).toBe(0.5);
      await pool.uses(2);
      expect((await pool.session("a")).errors).toBe(0);
    },
    "an endless errorRecovery counts consecutive errors": async (lab) => {
      const pool = await lab.open({ maxErrors: 2, errorRecovery: Infinity });
      await pool.build("a");
      for (const verdict of ["error", "ok", "error"] as const) await pool.use({}, verdict);
      expect((await pool.session("a")).errors).toBe(1);
      await pool.use({}, "error");
      await pool.expectCounts({ live: 0 });
    },
    "failed checks retire a session at maxCheckFailures": async (lab) => {
      const pool = await lab.open({ maxCheckFailures: 2 });
      await pool.build("a");
      await pool.use({}, "invalid");
      await pool.use();
      expect(await pool.session("a")).toMatchObject({ errors: 0, checkFailures: 1 });
      const settled = await pool.settle(await pool.lease(), "invalid");
      expect(settled.retired?.reason).toBe("check");
    },
    "expired retires a session at once": async (lab) => {
      const pool = await lab.open({ maxErrors: 9, maxCheckFailures: 9 });
      await pool.build("a");
      const settled = await pool.settle(await pool.lease(), "expired");
      expect(settled).toMatchObject({ closable: true, retired: { reason: "expired" } });
    },
    "the pool may retire a session whatever its counters say": async (lab) => {
      const pool = await lab.open();
      await pool.build("a", "b");
      const overdue = await pool.settle(await pool.lease(), "inconclusive", { retire: "overdue" });
      const named = await pool.settle(await pool.lease(), "error", { retire: "check" });
      expect([overdue.retired?.reason, named.retired?.reason]).toEqual(["overdue", "check"]);
    },
    "settles a lease exactly once": async (lab) => {
      const pool = await lab.open({ maxErrors: 5 });
      await pool.build("a", "b");
      const grant = await pool.lease();
      await pool.settle(grant, "error");
      for (const verdict of ["error", "unused", "expired", "ok"] as const) {
        const again = await pool.settle(grant, verdict, { next: {}, retire: "manual" });
        expect(again, verdict).toMatchObject({ stale: true, closable: false });
        expect(again.retired ?? again.next, verdict).toBeUndefined();
      }
      expect(await pool.session("a")).toMatchObject({ uses: 1, errors: 1 });
      await pool.expectCounts({ live: 2, ready: 2, leased: 0 });
    },
    "an old lease of a session that is leased again is settled already": async (lab) => {
      const pool = await lab.open();
      await pool.build("a");
      const old = await pool.lease();
      await pool.settle(old);
      const held = await pool.lease();
      expect((await pool.settle(old, "expired")).stale).toBe(true);
      expect((await pool.settle(held)).stale).toBe(false);
    },
    "next leases again in the same step": async (lab) => {
      const pool = await lab.open();
      await pool.build("a");
      const settled = await pool.settle(await pool.lease(), "ok", { next: {} });
      expect(settled.next).toMatchObject({ granted: true, session: { id: "a" } });
      await pool.expectCounts({ leased: 1, ready: 0 });
    },
    "next heeds what it asks for": async (lab) => {
      const pool = await lab.open();
      await pool.build("a", "b", "c");
      const { next } = await pool.settle(await pool.lease({ key: "cart" }), "ok", {
        next: { exclude: ["b"] },
      });
      expect(next).toMatchObject({ session: { id: "c" } });
      const bound = await pool.settle(await pool.lease(), "ok", { next: { key: "cart" } });
      expect(bound.next).toMatchObject({ session: { id: "a" } });
    },
    "next is refused when the settle has retired the last session": async (lab) => {
      const pool = await lab.open();
      await pool.build("a");
      const settled = await pool.settle(await pool.lease(), "expired", { next: {} });
      expect(settled.next).toMatchObject({ granted: false, vacancies: 3, live: 0 });
    },
    "late settles of a retired session change nothing but say when it may be freed": async (
      lab,
    ) => {
      const pool = await lab.open({ maxConcurrency: 3 });
      await pool.build("a");
      const [first, second, third] = [await pool.lease(), await pool.lease(), await pool.lease()];
      const settled = await pool.settle(first, "expired");
      expect(settled.retired).toMatchObject({ reason: "expired", leases: 2 });
      expect(settled.closable).toBe(false);
      await pool.expectCounts({ live: 0, leased: 0, vacancies: 3 });
      expect(await pool.settle(second, "error")).toEqual({ stale: false, closable: false });
      expect(await pool.settle(third, "throttled")).toEqual({ stale: false, closable: true });
      expect(await pool.settle(third)).toMatchObject({ stale: true, closable: false });
    },
    "a late settle leases again, too": async (lab) => {
      const pool = await lab.open();
      await pool.build("a", "b");
      const grant = await pool.lease();
      await pool.store.retire("a", "manual");
      const settled = await pool.settle(grant, "ok", { next: {} });
      expect(settled).toMatchObject({ closable: true, next: { session: { id: "b" } } });
    },
    "failures at the same time retire a session once": async (lab) => {
      const pool = await lab.open({ maxConcurrency: 2 });
      await pool.build("a");
      const held = [await pool.lease(), await pool.lease()];
      const verdicts: readonly Verdict[] = ["error", "expired"];
      const settled = await Promise.all(
        held.map((grant, index) => pool.settle(grant, verdicts[index])),
      );
      expect(settled.filter(({ retired }) => retired !== undefined)).toHaveLength(1);
      expect(settled.filter(({ closable }) => closable)).toHaveLength(1);
    },
  },
};
