import { expect } from "vitest";
import type { StoreGroup } from "./store-lab.ts";

const renewing = { size: { min: 2, max: 2 }, maxAgeMs: 10_000, renewBeforeMs: 2_000 };

export const renewals: StoreGroup = {
  topic: "renewals",
  cases: {
    "a renewal is built beyond the size, one at a time": async (lab) => {
      const pool = await lab.open(renewing);
      await pool.build("a", "b");
      const renewal = await pool.vacancy({ replaces: "a" });
      expect(renewal.slot).toBe(2);
      await pool.expectCounts({ live: 2, starting: 1, vacancies: 0 });
      expect(await pool.store.reserve({ replaces: "b" })).toBeUndefined();
      expect(await pool.store.reserve({ upTo: "max" })).toBeUndefined();
      await pool.store.abandon(renewal, "cancelled");
      expect((await pool.vacancy({ replaces: "b" })).slot).toBe(2);
    },
    "only a live session is renewed": async (lab) => {
      const pool = await lab.open(renewing);
      expect(await pool.store.reserve({ replaces: "x" })).toBeUndefined();
    },
    "a renewal takes the place of the old session in one step": async (lab) => {
      const pool = await lab.open(renewing);
      await pool.build("a", "b");
      const filled = await pool.fill(await pool.vacancy({ replaces: "a" }), "c");
      expect(filled?.replaced).toMatchObject({
        reason: "renewed",
        leases: 0,
        session: { id: "a" },
      });
      expect(await pool.ids()).toEqual(["b", "c"]);
      await pool.expectCounts({ live: 2, starting: 0, vacancies: 0 });
    },
    "a renewed session that is leased is freed at its settle": async (lab) => {
      const pool = await lab.open(renewing);
      await pool.build("a", "b");
      const grant = await pool.lease({ id: "a" });
      const filled = await pool.fill(await pool.vacancy({ replaces: "a" }), "c");
      expect(filled?.replaced).toMatchObject({ reason: "renewed", leases: 1 });
      expect(await pool.settle(grant)).toEqual({ stale: false, closable: true });
    },
    "a session that was given up before its renewal leaves its place to it": async (lab) => {
      const pool = await lab.open(renewing);
      await pool.build("a", "b");
      const renewal = await pool.vacancy({ replaces: "a" });
      await pool.store.retire("a", "manual");
      await pool.expectCounts({ live: 1, starting: 1, vacancies: 0 });
      expect(await pool.store.reserve({ upTo: "max" })).toBeUndefined();
      const filled = await pool.fill(renewal, "c");
      expect(filled).toMatchObject({ session: { id: "c" } });
      expect(filled?.replaced).toBeUndefined();
      await pool.expectCounts({ live: 2, starting: 0, vacancies: 0 });
    },
    "a renewal that came to nothing leaves the old session where it is": async (lab) => {
      const pool = await lab.open(renewing);
      await pool.build("a", "b");
      const renewal = await pool.vacancy({ replaces: "a" });
      expect(await pool.store.abandon(renewal, "bad")).toBe(1);
      expect(await pool.fill(renewal, "c")).toBeUndefined();
      expect(await pool.ids()).toEqual(["a", "b"]);
    },
    "a renewal waits at the gate, too": async (lab) => {
      const pool = await lab.open(renewing);
      await pool.build("a");
      await pool.store.abandon(await pool.vacancy(), "later", { retryInMs: 700 });
      expect((await pool.vacancy({ replaces: "a" })).startsInMs).toBe(700);
    },
    "the sweep says which session is to be renewed while the pool is in use": async (lab) => {
      const pool = await lab.open(renewing);
      await pool.buildAs("a", { lifeMs: 9_000 });
      await pool.buildAs("b", { lifeMs: 10_000 });
      const before = await pool.store.sweep();
      expect(before).toMatchObject({ retired: [], nextInMs: 7_000 });
      expect(before.renew).toBeUndefined();
      await lab.advance(7_000);
      await pool.use();
      expect((await pool.store.sweep()).renew?.id).toBe("a");
      const filled = await pool.fill(await pool.vacancy({ replaces: "a" }), "c", {
        lifeMs: 10_000,
      });
      expect(filled?.replaced?.session.id).toBe("a");
      const after = await pool.store.sweep();
      expect(after.renew).toBeUndefined();
      expect(after.nextInMs).toBe(1_000);
    },
    "a running renewal is not asked for again": async (lab) => {
      const pool = await lab.open(renewing);
      await pool.buildAs("a", { lifeMs: 9_000 });
      await pool.lease();
      await lab.advance(7_000);
      expect((await pool.store.sweep()).renew?.id).toBe("a");
      await pool.vacancy({ replaces: "a" });
      expect((await pool.store.sweep()).renew).toBeUndefined();
    },
    "a session that nobody uses is not renewed until somebody does": async (lab) => {
      const pool = await lab.open(renewing);
      await pool.buildAs("a", { lifeMs: 9_000 });
      await lab.advance(7_000);
      const idle = await pool.store.sweep();
      expect(idle.renew).toBeUndefined();
      expect(idle.renewOnUse).toBe(true);
      await pool.lease();
      expect((await pool.store.sweep()).renew?.id).toBe("a");
    },
  },
};
