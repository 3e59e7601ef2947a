import type { RotationName } from "@sessionary/core";
import { expect } from "vitest";
import type { StoreGroup } from "./store-lab.ts";

const rotations: readonly RotationName[] = [
  "round-robin",
  "random",
  "least-used",
  "until-retired",
  "ranked",
];

export const rotation: StoreGroup = {
  topic: "rotation",
  cases: {
    "round-robin leases sessions in turn": async (lab) => {
      const pool = await lab.open({ rotation: "round-robin" });
      await pool.build("a", "b", "c");
      expect(await pool.uses(6)).toEqual(["a", "b", "c", "a", "b", "c"]);
    },
    "round-robin takes turns when one session may have several leases": async (lab) => {
      const pool = await lab.open({ maxConcurrency: 2 });
      await pool.build("a", "b");
      const ids = [await pool.leaseId(), await pool.leaseId(), await pool.leaseId()];
      expect(ids).toEqual(["a", "b", "a"]);
    },
    "round-robin lets a freed session queue behind those that are free": async (lab) => {
      const pool = await lab.open();
      await pool.build("a", "b", "c");
      const first = await pool.lease();
      const second = await pool.lease();
      await pool.settle(second);
      await pool.settle(first);
      expect(await pool.uses(3)).toEqual(["c", "b", "a"]);
    },
    "round-robin puts a session that is given back unused before one that is settled later": async (
      lab,
    ) => {
      const pool = await lab.open();
      await pool.build("a", "b");
      const first = await pool.lease();
      const second = await pool.lease();
      await pool.settle(first, "unused");
      await pool.settle(second, "ok");
      expect(await pool.uses(2)).toEqual(["a", "b"]);
    },
    "until-retired keeps to one session until that is retired": async (lab) => {
      const pool = await lab.open({ rotation: "until-retired" });
      await pool.build("a", "b", "c");
      const first = await pool.use();
      expect(await pool.uses(3)).toEqual([first, first, first]);
      await pool.use({}, "expired");
      const second = await pool.use();
      expect(second).not.toBe(first);
      expect(await pool.uses(3)).toEqual([second, second, second]);
    },
    "random leaves the choice to the number it is given": async (lab) => {
      const chosen = await Promise.all(
        [0, 0.34, 0.67, 0.99].map(async (pick) => {
          const pool = await lab.open({ rotation: "random" }, `pick ${pick}`);
          await pool.build("a", "b", "c");
          return pool.use({ pick });
        }),
      );
      expect(new Set(chosen)).toEqual(new Set(["a", "b", "c"]));
      expect(chosen[2]).toBe(chosen[3]);
    },
    "least-used levels the uses": async (lab) => {
      const pool = await lab.open({ rotation: "least-used" });
      await pool.build("a");
      await pool.uses(2);
      await pool.build("b", "c");
      const ids = await pool.uses(4);
      expect(ids.sort()).toEqual(["b", "b", "c", "c"]);
    },
    "least-used does not count a use that was given back": async (lab) => {
      const pool = await lab.open({ rotation: "least-used" });
      await pool.build("a", "b");
      const first = await pool.use();
      await pool.use({}, "unused");
      expect(await pool.use()).not.toBe(first);
    },
    "ranked leases the lowest rank first, as it was when built or settled": async (lab) => {
      const pool = await lab.open({ rotation: "ranked" });
      await pool.buildAs("a", { rank: 3 });
      await pool.buildAs("b", { rank: 1 });
      await pool.buildAs("c", { rank: 2 });
      expect(await pool.use({}, "ok", { rank: 2.5 })).toBe("b");
      expect(await pool.use({}, "ok", { rank: 9 })).toBe("c");
      expect(await pool.use({}, "ok", { rank: 4 })).toBe("b");
      expect(await pool.use()).toBe("a");
    },
    "prefers sessions that are not excluded, in every rotation": async (lab) => {
      for (const name of rotations) {
        const pool = await lab.open({ rotation: name }, name);
        await pool.build("a", "b", "c");
        const ask = { pick: 0.5 };
        const first = await pool.use(ask);
        const second = await pool.use({ ...ask, exclude: [first] });
        const third = await pool.use({ ...ask, exclude: [first, second] });
        expect(new Set([first, second, third]), name).toEqual(new Set(["a", "b", "c"]));
      }
    },
    "takes an excluded session rather than none, in every rotation": async (lab) => {
      for (const name of rotations) {
        const pool = await lab.open({ rotation: name }, name);
        await pool.build("a", "b");
        const held = await pool.lease();
        const free = held.session.id === "a" ? "b" : "a";
        expect(await pool.use({ exclude: ["a", "b"], pick: 0.5 }), name).toBe(free);
        expect(await pool.use({ exclude: [free], pick: 0.5 }), name).toBe(free);
      }
    },
    "keeps the order of those it passed over": async (lab) => {
      const pool = await lab.open();
      await pool.build("a", "b", "c");
      expect(await pool.use({ exclude: ["a"] })).toBe("b");
      expect(await pool.uses(3)).toEqual(["a", "c", "b"]);
    },
  },
};
