import { expect } from "vitest";
import type { StoreGroup } from "./store-lab.ts";

export const vacancies: StoreGroup = {
  topic: "vacancies and slots",
  cases: {
    "gives no more vacancies than the size allows": async (lab) => {
      const pool = await lab.open({ size: { min: 2, max: 4 } });
      await pool.build("a");
      await pool.vacancy({ upTo: "min" });
      expect(await pool.store.reserve({ upTo: "min" })).toBeUndefined();
      await pool.vacancy({ upTo: "max" });
      await pool.expectCounts({ live: 1, starting: 2, vacancies: 1 });
      await pool.vacancy({ upTo: "max" });
      expect(await pool.store.reserve({ upTo: "max" })).toBeUndefined();
      expect(await pool.store.reserve({ upTo: "min" })).toBeUndefined();
      expect(await pool.refusal({ id: "x" })).toMatchObject({ vacancies: 0 });
    },
    "callers at the same time share the vacancies": async (lab) => {
      const pool = await lab.open();
      const answers = await Promise.all(
        Array.from({ length: 8 }, async () => pool.store.reserve({ upTo: "max" })),
      );
      const slots = answers.flatMap((vacancy) => (vacancy === undefined ? [] : [vacancy.slot]));
      expect(slots.sort((a, b) => a - b)).toEqual([0, 1, 2]);
    },
    "a filled vacancy is a session in the pool": async (lab) => {
      const pool = await lab.open();
      const vacancy = await pool.vacancy();
      await pool.expectCounts({ live: 0, starting: 1, vacancies: 2 });
      const filled = await pool.fill(vacancy, "a");
      expect(filled?.session).toMatchObject({ id: "a", slot: vacancy.slot, uses: 0 });
      expect(filled?.grant ?? filled?.replaced).toBeUndefined();
      await pool.expectCounts({ live: 1, starting: 0, ready: 1, vacancies: 2 });
    },
    "a session may be leased in the step that takes it in": async (lab) => {
      const pool = await lab.open();
      const { grant, session } = await pool.buildAs("a", { lease: {} });
      expect(grant).toMatchObject({ granted: true, startsInMs: 0, session: { id: "a" } });
      expect(session.uses).toBe(1);
      await pool.refusal();
      if (grant !== undefined) expect((await pool.settle(grant)).stale).toBe(false);
      expect(await pool.use()).toBe("a");
    },
    "an imported session brings its counters": async (lab) => {
      const pool = await lab.open({ maxErrors: 3, maxUses: 10 });
      await pool.buildAs("a", { counters: { uses: 8, errors: 2, checkFailures: 0 } });
      expect(await pool.session("a")).toMatchObject({ uses: 8, errors: 2, checkFailures: 0 });
      const settled = await pool.settle(await pool.lease(), "error");
      expect(settled.retired?.reason).toBe("errors");
    },
    "the age of a session runs from the start of its init": async (lab) => {
      const pool = await lab.open();
      await pool.buildAs("a", { ageMs: 1_500 });
      await pool.build("b");
      const [a, b] = [await pool.session("a"), await pool.session("b")];
      expect(b.createdAt - a.createdAt).toBe(1_500);
    },
    "refuses to fill a vacancy twice": async (lab) => {
      const pool = await lab.open();
      const vacancy = await pool.vacancy();
      await pool.fill(vacancy, "a");
      expect(await pool.fill(vacancy, "b")).toBeUndefined();
      expect(await pool.ids()).toEqual(["a"]);
    },
    "refuses to fill a vacancy that was given back": async (lab) => {
      const pool = await lab.open();
      const vacancy = await pool.vacancy();
      await pool.store.abandon(vacancy, "cancelled");
      expect(await pool.fill(vacancy, "a", { lease: {} })).toBeUndefined();
      await pool.expectCounts({ live: 0, starting: 0, vacancies: 3 });
    },
    "refuses a session whose id is taken, and gives its vacancy back": async (lab) => {
      const pool = await lab.open();
      await pool.build("a");
      const vacancy = await pool.vacancy();
      expect(await pool.fill(vacancy, "a", { state: { token: "another" } })).toBeUndefined();
      expect((await pool.session("a")).state.token).toBe("token of a");
      await pool.expectCounts({ live: 1, starting: 0, vacancies: 2 });
      expect((await pool.vacancy()).slot).toBe(vacancy.slot);
    },
    "giving a filled vacancy back changes nothing": async (lab) => {
      const pool = await lab.open();
      const vacancy = await pool.vacancy();
      await pool.fill(vacancy, "a");
      expect(await pool.store.abandon(vacancy, "bad")).toBe(0);
      await pool.expectCounts({ live: 1, starting: 0, vacancies: 2 });
      expect((await pool.vacancy()).slot).toBe(1);
    },
    "every vacancy has the lowest free slot": async (lab) => {
      const pool = await lab.open({ size: { min: 4, max: 4 } });
      const taken = [await pool.vacancy(), await pool.vacancy(), await pool.vacancy()] as const;
      expect(taken.map(({ slot }) => slot)).toEqual([0, 1, 2]);
      await pool.store.abandon(taken[2], "bad");
      await pool.store.abandon(taken[0], "bad");
      expect((await pool.vacancy()).slot).toBe(0);
      expect((await pool.vacancy()).slot).toBe(2);
      expect((await pool.vacancy()).slot).toBe(3);
    },
    "a replacement has the slot of the session that left": async (lab) => {
      const pool = await lab.open();
      await pool.build("a", "b", "c");
      await pool.store.retire("b", "manual");
      await pool.build("d");
      expect((await pool.session("d")).slot).toBe(1);
    },
    "a slot is free once the last lease of its session is settled": async (lab) => {
      const pool = await lab.open({ maxConcurrency: 2 });
      await pool.build("a", "b");
      const held = [await pool.lease({ id: "a" }), await pool.lease({ id: "a" })] as const;
      await pool.store.retire("a", "manual");
      const early = await pool.vacancy();
      expect(early.slot).toBe(2);
      await pool.settle(held[0]);
      await pool.store.abandon(early, "cancelled");
      expect((await pool.vacancy()).slot).toBe(2);
      await pool.settle(held[1]);
      expect((await pool.vacancy()).slot).toBe(0);
    },
  },
};
