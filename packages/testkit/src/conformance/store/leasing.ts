import { expect } from "vitest";
import type { StoreGroup } from "./store-lab.ts";

export const leasing: StoreGroup = {
  topic: "leasing",
  cases: {
    "refuses while there is no session, and says how many may be built": async (lab) => {
      const pool = await lab.open();
      expect(await pool.refusal()).toMatchObject({
        granted: false,
        readyInMs: Infinity,
        vacancies: 3,
        live: 0,
      });
    },
    "refuses while every session is leased": async (lab) => {
      const pool = await lab.open();
      await pool.build("a", "b");
      await pool.lease();
      await pool.lease();
      expect(await pool.refusal()).toMatchObject({ readyInMs: Infinity, vacancies: 1, live: 2 });
    },
    "leases one session at most maxConcurrency times at once": async (lab) => {
      const pool = await lab.open({ maxConcurrency: 3 });
      await pool.build("a");
      const held = [await pool.lease(), await pool.lease(), await pool.lease()];
      await pool.refusal();
      for (const grant of held) await pool.settle(grant);
      expect(await pool.uses(4)).toEqual(["a", "a", "a", "a"]);
    },
    "reserves uses when it leases, so that concurrency never overshoots maxUses": async (lab) => {
      const pool = await lab.open({ maxConcurrency: Infinity, maxUses: 2 });
      await pool.build("a");
      const first = await pool.lease();
      const second = await pool.lease();
      expect(await pool.refusal()).toMatchObject({ readyInMs: Infinity });
      await pool.settle(first, "unused");
      const third = await pool.lease();
      const settled = await pool.settle(second);
      expect(settled.retired).toMatchObject({ reason: "uses", leases: 1 });
      expect(await pool.settle(third)).toMatchObject({ stale: false, closable: true });
    },
    "a session that has had maxUses retires when it is settled": async (lab) => {
      const pool = await lab.open({ maxUses: 2 });
      await pool.build("a");
      await pool.use();
      const settled = await pool.settle(await pool.lease());
      expect(settled.retired).toMatchObject({ reason: "uses", leases: 0 });
      expect(settled.closable).toBe(true);
      await pool.expectCounts({ live: 0, vacancies: 3 });
    },
    "counts a use for every lease": async (lab) => {
      const pool = await lab.open({ maxConcurrency: 2 });
      await pool.build("a");
      await pool.use();
      const grant = await pool.lease();
      expect(grant.session.uses).toBe(2);
      expect((await pool.session("a")).uses).toBe(2);
    },
    "numbers its grants, each higher than those before": async (lab) => {
      const pool = await lab.open({ maxConcurrency: 2 });
      await pool.build("a", "b");
      const fences = [(await pool.lease()).fence, (await pool.lease()).fence];
      const { grant } = await pool.buildAs("c", { lease: {} });
      fences.push(grant?.fence ?? 0, (await pool.lease()).fence);
      expect(new Set(fences).size).toBe(4);
      expect([...fences].sort((a, b) => a - b)).toEqual(fences);
    },
    "hands out the session as it was built": async (lab) => {
      const pool = await lab.open();
      await pool.buildAs("a", { state: { token: "secret" }, variant: { zip: "10001" } });
      const { session, startsInMs } = await pool.lease();
      expect(session).toMatchObject({
        id: "a",
        slot: 0,
        state: { token: "secret" },
        variant: { zip: "10001" },
        errors: 0,
        checkFailures: 0,
      });
      expect(startsInMs).toBe(0);
    },
    "remembers when a session was last leased": async (lab) => {
      const pool = await lab.open();
      await pool.build("a");
      const { createdAt, lastLeasedAt } = await pool.session("a");
      expect(lastLeasedAt).toBeUndefined();
      await lab.advance(250);
      const grant = await pool.lease();
      await lab.advance(250);
      await pool.settle(grant);
      expect((await pool.session("a")).lastLeasedAt).toBe(createdAt + 250);
    },
    "vacancyFirst refuses while sessions may be built up to size.min": async (lab) => {
      const pool = await lab.open({ size: { min: 2, max: 3 } });
      await pool.build("a");
      expect(await pool.refusal({ vacancyFirst: true })).toMatchObject({ vacancies: 2, live: 1 });
      expect(await pool.use()).toBe("a");
      const vacancy = await pool.vacancy();
      expect(await pool.use({ vacancyFirst: true })).toBe("a");
      await pool.store.abandon(vacancy, "cancelled");
      await pool.refusal({ vacancyFirst: true });
    },
  },
};
