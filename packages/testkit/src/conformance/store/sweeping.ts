import { expect } from "vitest";
import type { StoreGroup } from "./store-lab.ts";
import type { TestPool } from "./test-pool.ts";

/** What the sweep retired. */
async function swept(pool: TestPool): Promise<string[]> {
  const { retired } = await pool.store.sweep();
  return retired.map(({ session, reason, leases }) => `${session.id} ${reason} ${leases}`).sort();
}

export const sweeping: StoreGroup = {
  topic: "life limits",
  cases: {
    "without limits there is nothing to sweep, ever": async (lab) => {
      const pool = await lab.open();
      await pool.build("a");
      await lab.advance(86_400_000);
      expect(await pool.store.sweep()).toMatchObject({ retired: [], nextInMs: Infinity });
    },
    "a session is too old when its drawn life time has passed since the start of init": async (
      lab,
    ) => {
      const pool = await lab.open({ maxAgeMs: 1_000 });
      await pool.buildAs("a", { ageMs: 300, lifeMs: 950 });
      expect(await pool.store.sweep()).toMatchObject({ retired: [], nextInMs: 650 });
      await lab.advance(649);
      expect(await swept(pool)).toEqual([]);
      await lab.advance(1);
      expect(await swept(pool)).toEqual(["a age 0"]);
      await pool.expectCounts({ live: 0, vacancies: 3 });
    },
    "a session that is too old is not leased": async (lab) => {
      const pool = await lab.open({ maxAgeMs: 1_000 });
      await pool.buildAs("a", { lifeMs: 1_000 });
      await lab.advance(1_000);
      expect(await pool.refusal()).toMatchObject({ granted: false, sweep: true });
      expect(await pool.refusal({ id: "a" })).toMatchObject({ granted: false, sweep: true });
      await pool.store.sweep();
      expect((await pool.refusal()).sweep ?? false).toBe(false);
    },
    "a session that grows too old during a lease retires at its settle": async (lab) => {
      const pool = await lab.open({ maxAgeMs: 1_000 });
      await pool.buildAs("a", { lifeMs: 1_000 });
      const grant = await pool.lease();
      await lab.advance(5_000);
      expect(await swept(pool)).toEqual([]);
      const settled = await pool.settle(grant);
      expect(settled).toMatchObject({ closable: true, retired: { reason: "age", leases: 0 } });
    },
    "a leased session that is too old keeps nobody from the others": async (lab) => {
      const pool = await lab.open({ maxAgeMs: 1_000, maxConcurrency: 2 });
      await pool.buildAs("a", { lifeMs: 1_000 });
      await pool.lease();
      await lab.advance(500);
      await pool.buildAs("b", { lifeMs: 1_000 });
      await lab.advance(500);
      for (let asked = 0; asked < 3; asked++) {
        const answer = await pool.store.lease({});
        if (!answer.granted) await pool.store.sweep();
      }
      expect((await pool.session("b")).uses).toBe(2);
      expect((await pool.session("a")).uses).toBe(1);
      expect((await pool.refusal()).sweep ?? false).toBe(false);
      expect((await pool.refusal({ id: "a" })).sweep ?? false).toBe(false);
    },
    "a session is idle when it was not leased for maxIdleMs": async (lab) => {
      const pool = await lab.open({ maxIdleMs: 1_000 });
      await pool.build("a", "b");
      await lab.advance(600);
      await pool.use();
      await lab.advance(400);
      expect(await pool.refusal({ id: "b" })).toMatchObject({ sweep: true });
      expect(await swept(pool)).toEqual(["b idle 0"]);
      expect((await pool.store.sweep()).nextInMs).toBe(600);
      await lab.advance(600);
      expect(await swept(pool)).toEqual(["a idle 0"]);
    },
    "a leased session is not idle": async (lab) => {
      const pool = await lab.open({ maxIdleMs: 1_000, maxConcurrency: 2 });
      await pool.build("a");
      const grant = await pool.lease();
      await lab.advance(5_000);
      expect(await swept(pool)).toEqual([]);
      expect(await pool.leaseId()).toBe("a");
      await pool.settle(grant);
      await lab.advance(5_000);
      expect(await swept(pool)).toEqual([]);
    },
    "idle time runs from the settle": async (lab) => {
      const pool = await lab.open({ maxIdleMs: 1_000 });
      await pool.build("a");
      const grant = await pool.lease();
      await lab.advance(5_000);
      await pool.settle(grant);
      await lab.advance(999);
      expect(await swept(pool)).toEqual([]);
      await lab.advance(1);
      expect(await swept(pool)).toEqual(["a idle 0"]);
    },
    "idle time of a session from elsewhere runs from its last use there": async (lab) => {
      const pool = await lab.open({ maxIdleMs: 1_000 });
      await pool.buildAs("a", { ageMs: 5_000, idleMs: 600 });
      await pool.buildAs("b", { ageMs: 5_000, idleMs: 1_000 });
      expect(await pool.refusal({ id: "b" })).toMatchObject({ sweep: true });
      expect(await swept(pool)).toEqual(["b idle 0"]);
      expect((await pool.store.sweep()).nextInMs).toBe(400);
      await lab.advance(400);
      expect(await pool.refusal({ id: "a" })).toMatchObject({ sweep: true });
      expect(await swept(pool)).toEqual(["a idle 0"]);
    },
    "a lease that is given back unused is no use: idle time goes on": async (lab) => {
      const pool = await lab.open({ maxIdleMs: 1_000, maxConcurrency: 2 });
      await pool.build("a", "b", "c");
      await lab.advance(600);
      await pool.use({ id: "a" }, "unused");
      const [used, unused] = [await pool.lease({ id: "b" }), await pool.lease({ id: "b" })];
      const held = await pool.lease({ id: "c" });
      await pool.settle(used);
      await lab.advance(400);
      await pool.settle(unused, "unused");
      expect(await swept(pool)).toEqual(["a idle 0"]);
      await lab.advance(599);
      expect(await swept(pool)).toEqual([]);
      await lab.advance(1);
      expect(await swept(pool)).toEqual(["b idle 0"]);
      await pool.settle(held, "unused");
      expect(await pool.refusal({ id: "c" })).toMatchObject({ sweep: true });
      expect(await swept(pool)).toEqual(["c idle 0"]);
    },
    "sessions above size.min that were not leased for shrinkAfterMs are surplus": async (lab) => {
      const pool = await lab.open({ size: { min: 1, max: 3 }, shrinkAfterMs: 1_000 });
      await pool.build("a", "b", "c");
      await lab.advance(1_000);
      const gone = await swept(pool);
      expect(gone.map((line) => line.slice(1))).toEqual([" surplus 0", " surplus 0"]);
      await pool.expectCounts({ live: 1, vacancies: 2 });
      await lab.advance(86_400_000);
      expect(await swept(pool)).toEqual([]);
    },
    "a leased session is no surplus": async (lab) => {
      const pool = await lab.open({ size: { min: 1, max: 3 }, shrinkAfterMs: 1_000 });
      await pool.build("a", "b");
      await pool.lease({ id: "b" });
      await lab.advance(1_000);
      expect(await swept(pool)).toEqual(["a surplus 0"]);
      await pool.expectCounts({ live: 1, leased: 1 });
    },
    "nobody outlives a limit before the time the sweep has told": async (lab) => {
      const pool = await lab.open({ maxAgeMs: 10_000, maxIdleMs: 4_000 });
      await pool.buildAs("a", { lifeMs: 9_000 });
      await lab.advance(1_000);
      await pool.buildAs("b", { lifeMs: 2_500 });
      for (const expected of ["b age 0", "a idle 0"]) {
        const { nextInMs } = await pool.store.sweep();
        await lab.advance(nextInMs - 1);
        expect(await swept(pool)).toEqual([]);
        await lab.advance(1);
        expect(await swept(pool)).toEqual([expected]);
      }
      expect((await pool.store.sweep()).nextInMs).toBe(Infinity);
    },
  },
};
