import { expect } from "vitest";
import type { AdapterGroup } from "./adapter-lab.ts";

export const concurrency: AdapterGroup = {
  topic: "concurrency",
  cases: {
    "a session has one request at a time": async (lab) => {
      const site = await lab.site({ latencyMs: [0, 3] });
      const client = await lab.client({ pool: { size: 3 } });
      const pages = Array.from({ length: 20 }, (_, index) => index + 1);
      const responses = await Promise.all(
        pages.map((page) => client.get(`${site.origin}/api/product/${page}`)),
      );
      expect(
        responses.map(({ text }) => (JSON.parse(text) as { product: number }).product),
      ).toEqual(pages);
      const { sessions, totals } = site.truth();
      expect(sessions.map(({ maxInFlight }) => maxInFlight)).toEqual([1, 1, 1]);
      expect(totals.right).toBe(20);
      expect(await client.statsNow()).toMatchObject({
        use: { ok: 20 },
        waiting: 0,
        sessions: { ready: 3 },
      });
    },
    "callers beyond the size wait for their turn": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 2 } });
      let arrived = 0;
      const both = site.waitFor("request", () => ++arrived === 2);
      const slow = [client.get(`${site.origin}/slow`), client.get(`${site.origin}/slow`)];
      await both;
      const queued = client.next("waiter:queued");
      const third = client.get(`${site.origin}/echo`);
      await queued;
      expect(await client.statsNow()).toMatchObject({
        waiting: 1,
        sessions: { leased: 2, ready: 0 },
      });
      expect(site.truth().totals.requests).toBe(2);
      site.release();
      await Promise.all([...slow, third]);
      expect(await client.statsNow()).toMatchObject({
        waiting: 0,
        sessions: { leased: 0, ready: 2 },
      });
    },
    "maxConcurrency lets one session have several requests at a time": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 1, maxConcurrency: 3 } });
      await client.get(`${site.origin}/api/product/1`);
      let arrived = 0;
      const all = site.waitFor("request", ({ path }) => path === "/slow" && ++arrived === 3);
      const queued = client.next("waiter:queued");
      const slow = Array.from({ length: 4 }, () => client.get(`${site.origin}/slow`));
      await all;
      await queued;
      expect(await client.statsNow()).toMatchObject({ waiting: 1, sessions: { leased: 1 } });
      const last = site.waitFor("request", ({ path }) => path === "/slow");
      site.release();
      await last;
      site.release();
      await Promise.all(slow);
      expect(site.session(1)?.maxInFlight).toBe(3);
      expect(site.truth().totals.sessions).toBe(1);
    },
  },
};
