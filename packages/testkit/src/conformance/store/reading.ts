import { expect } from "vitest";
import type { StoreGroup } from "./store-lab.ts";

export const reading: StoreGroup = {
  topic: "looking up and changing sessions",
  cases: {
    "lists live sessions, oldest first": async (lab) => {
      const pool = await lab.open();
      await pool.build("b", "c", "a");
      await pool.uses(2);
      expect(await pool.ids()).toEqual(["b", "c", "a"]);
      await pool.store.retire("c", "manual");
      await pool.build("d");
      expect(await pool.ids()).toEqual(["b", "a", "d"]);
    },
    "gets a live session by its id": async (lab) => {
      const pool = await lab.open();
      await pool.build("a");
      expect(pool.store.get("a")).toMatchObject({ id: "a", state: { token: "token of a" } });
      expect(pool.store.get("x")).toBeUndefined();
      await pool.store.retire("a", "manual");
      expect(pool.store.get("a")).toBeUndefined();
    },
    "patches the state of a session": async (lab) => {
      const pool = await lab.open();
      await pool.build("a");
      const held = await pool.lease();
      expect(await pool.store.patch("a", { token: "new" })).toBe(true);
      expect((await pool.session("a")).state).toEqual({ token: "new" });
      await pool.settle(held);
      expect((await pool.lease()).session.state).toEqual({ token: "new" });
    },
    "patches nobody who is not there": async (lab) => {
      const pool = await lab.open();
      await pool.build("a");
      await pool.store.retire("a", "manual");
      expect(await pool.store.patch("a", { token: "new" })).toBe(false);
    },
    "retires a session once, with the reason given": async (lab) => {
      const pool = await lab.open();
      await pool.build("a", "b");
      expect(await pool.store.retire("a", "cart was lost")).toMatchObject({
        session: { id: "a" },
        reason: "cart was lost",
        leases: 0,
      });
      expect(await pool.store.retire("a", "manual")).toBeUndefined();
      expect(await pool.store.retire("x", "manual")).toBeUndefined();
      expect(await pool.uses(2)).toEqual(["b", "b"]);
    },
    "a leased session that is retired tells its open leases": async (lab) => {
      const pool = await lab.open({ maxConcurrency: 2 });
      await pool.build("a");
      const held = [await pool.lease(), await pool.lease()] as const;
      expect(await pool.store.retire("a", "manual")).toMatchObject({ leases: 2 });
      await pool.expectCounts({ live: 0, leased: 0, vacancies: 3 });
      expect((await pool.settle(held[0])).closable).toBe(false);
      expect((await pool.settle(held[1])).closable).toBe(true);
    },
    "a resting session may be retired": async (lab) => {
      const pool = await lab.open();
      await pool.build("a");
      await pool.use({}, "throttled");
      await pool.store.retire("a", "manual");
      expect(await pool.refusal()).toMatchObject({ readyInMs: Infinity, live: 0 });
      await lab.advance(60_000);
      await pool.refusal();
    },
    "counts what there is": async (lab) => {
      const pool = await lab.open({ size: { min: 6, max: 6 }, maxConcurrency: 2 });
      await pool.build("a", "b", "c");
      await pool.buildAs("d", { pauseMs: 100 });
      await pool.vacancy();
      await pool.lease({ id: "a" });
      await pool.lease({ id: "a" });
      await pool.use({ id: "b" }, "throttled", { retryAfterMs: 1_000 });
      expect(await pool.store.counts()).toEqual({
        live: 4,
        starting: 1,
        ready: 1,
        leased: 1,
        resting: 2,
        vacancies: 1,
      });
      await lab.advance(100);
      await pool.expectCounts({ ready: 2, leased: 1, resting: 1 });
      await lab.advance(900);
      await pool.expectCounts({ ready: 3, leased: 1, resting: 0 });
    },
  },
};
