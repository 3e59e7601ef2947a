import type { PoolLimits } from "@sessionary/core";
import { expect } from "vitest";
import type { StoreGroup, StoreLab } from "./store-lab.ts";
import type { TestPool } from "./test-pool.ts";

/** Two openers of one pool. */
async function openTwice(
  lab: StoreLab,
  given: Partial<PoolLimits> = {},
): Promise<{ ours: TestPool; theirs: TestPool }> {
  return { ours: await lab.open(given), theirs: await lab.openElsewhere(given) };
}

/** Room for one session: who finds it leased or begun is refused both a lease and a vacancy. */
const ONE: Partial<PoolLimits> = { size: { min: 1, max: 1 } };

/** Resolves when the opener, which was refused, is told that another one changed something while `change` runs. */
async function isWoken(opener: TestPool, change: () => unknown): Promise<void> {
  let stop: (() => void) | undefined;
  const woken = new Promise<void>((resolve) => {
    stop = opener.store.watch(resolve);
  });
  // A store may wake only those who were refused.
  await opener.refusal();
  await change();
  await woken;
  stop?.();
}

/** What an opener that closes has to free, in the order of the ids. */
async function leftBy(opener: TestPool): Promise<(string | number)[][]> {
  const left = [...(await opener.store.close())];
  left.sort((one, other) => (one.session.id < other.session.id ? -1 : 1));
  return left.map(({ session, reason, leases }) => [session.id, reason, leases]);
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
      const { ours, theirs } = await openTwice(lab, ONE);
      const vacancy = await theirs.vacancy();
      expect(await ours.store.reserve({ upTo: "max" })).toBeUndefined();
      await isWoken(ours, () => theirs.store.abandon(vacancy, "cancelled"));
    },
    "a session retired by one opener wakes the other": async (lab) => {
      const { ours, theirs } = await openTwice(lab, ONE);
      await ours.build("a");
      await theirs.lease();
      await isWoken(ours, () => theirs.store.retire("a", "manual"));
    },
    "a session retired by one opener is to be freed by the other, if that has a copy of its own":
      async (lab) => {
        const { ours, theirs } = await openTwice(lab);
        const gone: string[] = [];
        await theirs.build("a", "b", "c");
        // Told in the order in which they went: with the third one all are.
        const told = new Promise<void>((resolve) => {
          ours.store.watch(
            () => undefined,
            ({ id }) => {
              gone.push(id);
              if (id === "c") resolve();
            },
          );
        });
        const held = await ours.lease({ id: "b" });
        await ours.use({ id: "a" });
        await ours.use({ id: "c" });
        for (const id of ["a", "b", "c"]) await theirs.store.retire(id, "manual");
        if (lab.isPersistent) await told;
        expect(gone).toEqual(lab.isPersistent ? ["a", "c"] : []);
        expect((await ours.settle(held)).closable).toBe(true);
      },
    "who has stopped watching is not woken": async (lab) => {
      const { ours, theirs } = await openTwice(lab);
      let woken = 0;
      ours.store.watch(() => woken++)();
      await isWoken(ours, () => theirs.build("a"));
      expect(woken).toBe(0);
    },
    "the last opener disposes of the sessions, or each of its own copies": async (lab) => {
      const { ours, theirs } = await openTwice(lab);
      await ours.build("a", "b");
      const both = [
        ["a", "closed", 0],
        ["b", "closed", 0],
      ];
      expect(await leftBy(ours)).toEqual(lab.isPersistent ? both : []);
      expect(await theirs.use()).toBe("a");
      expect(await theirs.ids()).toEqual(["a", "b"]);
      expect(await leftBy(theirs)).toEqual(both);
    },
    "a session that is leased at the end is freed at its settle": async (lab) => {
      const pool = await lab.open();
      await pool.build("a");
      const grant = await pool.lease();
      expect(await pool.store.close()).toMatchObject([{ reason: "closed", leases: 1 }]);
      expect(await pool.settle(grant)).toEqual({ stale: false, closable: true });
    },
    "a pool that is opened again is empty, unless its sessions outlive their openers": async (
      lab,
    ) => {
      const pool = await lab.open({ maxErrors: 3 });
      await pool.build("a");
      await pool.store.close();
      const again = await lab.open({ maxErrors: 9 });
      if (lab.isPersistent) {
        expect(again.store.limits.maxErrors).toBe(3);
        await again.expectCounts({ live: 1, ready: 1, starting: 0, vacancies: 2 });
        expect((await again.session("a")).state).toEqual({ token: "token of a" });
        expect(await again.use()).toBe("a");
      } else {
        expect(again.store.limits.maxErrors).toBe(9);
        expect(await again.ids()).toEqual([]);
        await again.expectCounts({ live: 0, starting: 0, vacancies: 3 });
      }
    },
  },
};
