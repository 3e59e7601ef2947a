import { isSessionaryError } from "@sessionary/core";
import { expect } from "vitest";
import type { AdapterGroup } from "./adapter-lab.ts";

export const outages: AdapterGroup = {
  topic: "troubles of the site",
  cases: {
    "a session that is throttled rests as long as the site says, and is kept": async (lab) => {
      const site = await lab.site({
        clock: lab.clock,
        throttle: { everyUses: 2, retryAfterMs: 3_000 },
      });
      const client = await lab.client({ pool: { size: 1, clock: lab.clock } });
      const url = `${site.origin}/api/product/1`;
      await client.get(url);
      await client.get(url);
      const queued = client.next("waiter:queued");
      const third = client.get(url);
      await queued;
      await lab.clock.advance(2_999);
      expect(await client.statsNow()).toMatchObject({ waiting: 1, sessions: { resting: 1 } });
      await lab.clock.advance(1);
      expect((await third).status).toBe(200);
      expect(site.truth().totals).toMatchObject({ sessions: 1, throttled: 1, served: 3 });
      expect(client.stats.use).toMatchObject({ ok: 3, throttled: 1 });
      expect(client.stats.retired).toEqual({});
    },
    "a throttled request goes to another session meanwhile": async (lab) => {
      const site = await lab.site({ clock: lab.clock });
      const client = await lab.client({ pool: { size: 2, clock: lab.clock } });
      const url = `${site.origin}/api/product/1`;
      await client.get(url);
      await client.get(url);
      site.throttle(1, 60_000);
      expect((await client.get(url)).status).toBe(200);
      expect(site.session(2)?.uses).toBe(2);
      expect(client.stats.use.throttled).toBe(1);
    },
    "429, and 503 with Retry-After, are throttled": async (lab) => {
      const site = await lab.site();
      for (const path of ["/status/429", "/status/429?retryAfter=0", "/status/503?retryAfter=0"]) {
        const client = await lab.client({ pool: { size: 1, throttleDelayMs: 0 } });
        const error = await client.failure({ url: site.origin + path, session: { retries: 1 } });
        if (!isSessionaryError(error, "ERR_RETRIES_EXHAUSTED")) throw error;
        expect(error.attempts.map(({ verdict }) => verdict)).toEqual(["throttled", "throttled"]);
        expect(client.stats.retired).toEqual({});
      }
    },
    "another 5xx is inconclusive: sent again, and at last handed over": async (lab) => {
      for (const status of [500, 502, 503]) {
        const site = await lab.site();
        const client = await lab.client({ pool: { size: 2, retries: 2 } });
        const response = await client.get(`${site.origin}/status/${status}`);
        expect(response.status).toBe(status);
        expect(site.truth().totals.requests).toBe(3);
        expect(client.stats.use).toMatchObject({ inconclusive: 3, error: 0 });
        expect(client.stats.retired).toEqual({});
      }
    },
    "a 5xx to a request that may not be repeated is handed over at once": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 1 } });
      const url = `${site.origin}/status/500`;
      expect((await client.send({ url, method: "POST", body: "a=1" })).status).toBe(500);
      expect(site.truth().totals.requests).toBe(1);
      expect(client.stats.use.inconclusive).toBe(1);
    },
    "failures at random cost the caller nothing": async (lab) => {
      const site = await lab.site({ failures: 0.3, seed: 11 });
      const client = await lab.client({ pool: { size: 2, retries: 20 } });
      for (let page = 1; page <= 20; page++) {
        expect((await client.get(`${site.origin}/api/product/${page}`)).status).toBe(200);
      }
      const { totals } = site.truth();
      expect(totals.failed).toBeGreaterThan(0);
      expect(client.stats.use).toMatchObject({ ok: 20, inconclusive: totals.failed });
      expect(client.stats.retired).toEqual({});
    },
    "other answers are the site's, and good": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 1 } });
      for (const status of [200, 204, 400, 404, 410]) {
        expect((await client.get(`${site.origin}/status/${status}`)).status).toBe(status);
      }
      expect(client.stats.use.ok).toBe(5);
    },
    "a site that is down costs no session": async (lab) => {
      for (const kind of ["refuse", "reset"] as const) {
        const site = await lab.site();
        const client = await lab.client({ pool: { size: 1, retries: 1 } });
        const url = `${site.origin}/api/product/1`;
        await client.get(url);
        await site.goDown(kind);
        const error = await client.failure({ url });
        if (!isSessionaryError(error, "ERR_RETRIES_EXHAUSTED")) throw error;
        expect(error.attempts.map(({ verdict }) => verdict)).toEqual([
          "inconclusive",
          "inconclusive",
        ]);
        expect(error.cause).toBe(error.attempts.at(-1)?.error);
        await site.goUp();
        await client.get(url);
        expect(site.truth().totals.sessions).toBe(1);
        expect(client.stats.retired).toEqual({});
      }
    },
    "a request that may not be repeated is not, when the connection is cut": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 1 } });
      const url = `${site.origin}/down`;
      await client.failure({ url, method: "POST", body: "a=1" });
      expect(site.truth().totals.requests).toBe(1);
      expect(client.stats.use).toMatchObject({ inconclusive: 1, error: 0 });
    },
  },
};
