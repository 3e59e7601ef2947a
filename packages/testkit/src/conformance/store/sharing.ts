import { expect } from "vitest";
import type { StoreGroup, StoreLab } from "./store-lab.ts";
import type { TestPool } from "./test-pool.ts";

/** Two openers of one pool. */
async function openTwice(lab: StoreLab): Promise<{ ours: TestPool; theirs: TestPool }> {
  return { ours: await lab.open(), theirs: await lab.openElsewhere() };
}

/** Resolves when the opener is told that another one changed something while `change` runs. */
async function isWoken(opener: TestPool, change: () => unknown): Promise<void> {
  let stop: (() => void) | undefined;
  const woken = new Promise<void>((resolve) => {
    stop = opener.store.watch(resolve);
  });
  await change();
  await woken;
  stop?.();
}

export const sharing: StoreGroup = {
  topic: "several openers",
  cases: {
    "openers of one name share its sessions": async (lab) => {
      const { ours, theirs } = await openTwice(lab);
      await ours.build("a");
      expect(await theirs.ids()).toEqual(["a"]);
      const grant = await theirs.lease();
      expect(grant.session).toMatchObject({ id: "a", state: { token: "token of a" } });
      await ours.refusal();
      await theirs.settle(grant);
      expect(await ours.use()).toBe("a");
      expect((await theirs.session("a")).uses).toBe(2);
    },
    "openers of one name share its vacancies, slots and bad inits": async (lab) => {
      const { ours, theirs } = await openTwice(lab);
      await ours.vacancy();
      expect((await theirs.vacancy()).slot).toBe(1);
      const last = await ours.vacancy();
      expect(await theirs.store.reserve({ upTo: "max" })).toBeUndefined();
      await ours.store.abandon(last, "bad");
      const next = await theirs.vacancy();
      expect(await theirs.store.abandon(next, "bad")).toBe(2);
    },
    "pools of different names share nothing": async (lab) => {
      const one = await lab.open({}, "one");
      const other = await lab.openElsewhere({}, "other");
      await one.build("a");
      await other.build("a");
      await one.store.retire("a", "manual");
      expect([await one.ids(), await other.ids()]).toEqual([[], ["a"]]);
    },
    "the first opener fixes the limits": async (lab) => {
      const ours = await lab.open({ maxErrors: 3 });
      const theirs = await lab.openElsewhere({ maxErrors: 9, size: { min: 9, max: 9 } });
      expect(theirs.store.limits).toEqual(ours.store.limits);
      expect(theirs.store.limits).toMatchObject({ maxErrors: 3, size: { min: 3, max: 3 } });
      await theirs.expectCounts({ vacancies: 3 });
    },
    "one opener may resize the pool of all": async (lab) => {
      const { ours, theirs } = await openTwice(lab);
      await theirs.store.resize({ min: 5, max: 5 });
      await ours.expectCounts({ vacancies: 5 });
      expect((await lab.openElsewhere()).store.limits.size).toEqual({ min: 5, max: 5 });
    },
    "a session built by one opener wakes the other": async (lab) => {
      const { ours, theirs } = await openTwice(lab);
      await isWoken(ours, () => theirs.build("a"));
    },
    "a session freed by one opener wakes the other": async (lab) => {
      const { ours, theirs } = await openTwice(lab);
      await ours.build("a");
      const grant = await theirs.lease();
      await isWoken(ours, () => theirs.settle(grant));
    },
    "a vacancy given back by one opener wakes the other": async (lab) => {
      const { ours, theirs } = await openTwice(lab);
      const vacancy = await theirs.vacancy();
      await isWoken(ours, () => theirs.store.abandon(vacancy, "cancelled"));
    },
    "a session retired by one opener wakes the other": async (lab) => {
      const { ours, theirs } = await openTwice(lab);
      await ours.build("a");
      await isWoken(ours, () => theirs.store.retire("a", "manual"));
    },
    "who has stopped watching is not woken": async (lab) => {
      const { ours, theirs } = await openTwice(lab);
      let woken = 0;
      ours.store.watch(() => woken++)();
      await isWoken(ours, () => theirs.build("a"));
      expect(woken).toBe(0);
    },
    "the last opener disposes of the sessions": async (lab) => {
      const { ours, theirs } = await openTwice(lab);
      await ours.build("a", "b");
      expect(await ours.store.close()).toEqual([]);
      expect(await theirs.use()).toBe("a");
      const gone = await theirs.store.close();
      expect(gone.map(({ session, reason, leases }) => [session.id, reason, leases])).toEqual([
        ["a", "closed", 0],
        ["b", "closed", 0],
      ]);
    },
    "a session that is leased at the end is freed at its settle": async (lab) => {
      const pool = await lab.open();
      await pool.build("a");
      const grant = await pool.lease();
      expect(await pool.store.close()).toMatchObject([{ reason: "closed", leases: 1 }]);
      expect(await pool.settle(grant)).toEqual({ stale: false, closable: true });
    },
    "a pool that is opened again is empty": async (lab) => {
      const pool = await lab.open({ maxErrors: 3 });
      await pool.build("a");
      await pool.store.close();
      const again = await lab.open({ maxErrors: 9 });
      expect(await again.ids()).toEqual([]);
      expect(again.store.limits.maxErrors).toBe(9);
      await again.expectCounts({ live: 0, starting: 0, vacancies: 3 });
    },
  },
};
