import { expect } from "vitest";
import type { StoreGroup } from "./store-lab.ts";

export const pacing: StoreGroup = {
  topic: "pacing",
  cases: {
    "a session pauses as long as its lease said, counted from the lease": async (lab) => {
      const pool = await lab.open();
      await pool.build("a");
      const grant = await pool.lease({ pauseMs: 1_000 });
      await lab.advance(400);
      await pool.settle(grant);
      expect(await pool.refusal()).toMatchObject({ readyInMs: 600, live: 1 });
      await lab.advance(599);
      expect(await pool.refusal()).toMatchObject({ readyInMs: 1 });
      await lab.advance(1);
      expect(await pool.use()).toBe("a");
    },
    "a pause that has passed while the session was leased delays nobody": async (lab) => {
      const pool = await lab.open();
      await pool.build("a");
      const grant = await pool.lease({ pauseMs: 1_000 });
      await lab.advance(1_000);
      await pool.settle(grant);
      expect(await pool.use()).toBe("a");
    },
    "a session pauses between leases at the same time, too": async (lab) => {
      const pool = await lab.open({ maxConcurrency: 2 });
      await pool.build("a");
      await pool.lease({ pauseMs: 1_000 });
      expect(await pool.refusal()).toMatchObject({ readyInMs: 1_000 });
      await lab.advance(1_000);
      expect(await pool.leaseId()).toBe("a");
    },
    "a refusal tells when the first of several is ready": async (lab) => {
      const pool = await lab.open();
      await pool.build("a", "b", "c");
      for (const pauseMs of [3_000, 1_000, 2_000]) await pool.use({ pauseMs });
      expect(await pool.refusal()).toMatchObject({ readyInMs: 1_000 });
      await lab.advance(1_000);
      expect(await pool.use()).toBe("b");
    },
    "a new session first waits its pause": async (lab) => {
      const pool = await lab.open();
      await pool.buildAs("a", { pauseMs: 700 });
      expect(await pool.refusal()).toMatchObject({ readyInMs: 700, live: 1 });
      await lab.advance(700);
      expect(await pool.use()).toBe("a");
    },
    "the creator of a session waits its pause, and the next one after that": async (lab) => {
      const pool = await lab.open();
      const { grant } = await pool.buildAs("a", { pauseMs: 700, lease: { pauseMs: 1_000 } });
      expect(grant).toMatchObject({ granted: true, startsInMs: 700 });
      if (grant !== undefined) await pool.settle(grant);
      expect(await pool.refusal()).toMatchObject({ readyInMs: 1_700 });
    },
    "a pausing session is leased neither by key nor by id": async (lab) => {
      const pool = await lab.open();
      await pool.build("a");
      await pool.use({ key: "cart", pauseMs: 300 });
      const paused = { boundTo: "a", readyInMs: 300 };
      expect(await pool.refusal({ key: "cart" })).toMatchObject(paused);
      expect(await pool.refusal({ id: "a" })).toMatchObject(paused);
    },
  },
};
