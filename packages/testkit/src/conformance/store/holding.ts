import { expect } from "vitest";
import type { StoreGroup } from "./store-lab.ts";

export const holding: StoreGroup = {
  topic: "keeping leases and vacancies",
  cases: {
    "keeps what its holder renews": async (lab) => {
      const pool = await lab.open({ leaseTimeoutMs: 900 });
      await pool.build("a");
      const held = [await pool.lease(), await pool.vacancy()] as const;
      for (let third = 0; third < 6; third++) {
        await lab.advance(300);
        expect(await pool.store.renew(held)).toEqual([]);
      }
      await pool.expectCounts({ live: 1, leased: 1, starting: 1 });
      expect((await pool.settle(held[0])).stale).toBe(false);
      expect(await pool.fill(held[1], "b")).toBeDefined();
    },
    "takes back what nobody renews, if other processes can reach it": async (lab) => {
      const pool = await lab.open({ leaseTimeoutMs: 900, size: { min: 2, max: 2 } });
      await pool.build("a");
      const held = [await pool.lease(), await pool.vacancy()] as const;
      await lab.advance(900);
      const lost = await pool.store.renew(held);
      expect(lost).toEqual(pool.store.shared ? held : []);
      expect((await pool.settle(held[0])).stale).toBe(pool.store.shared);
      expect((await pool.fill(held[1], "b")) === undefined).toBe(pool.store.shared);
      expect(await pool.use()).toBe("a");
    },
    "knows nothing to lose of what is settled and filled": async (lab) => {
      const pool = await lab.open();
      await pool.build("a");
      const grant = await pool.lease();
      expect(await pool.store.renew([])).toEqual([]);
      await pool.settle(grant);
      await pool.expectCounts({ live: 1, ready: 1, leased: 0 });
    },
  },
};
