import { initLater, isSessionaryError, stopPool } from "@sessionary/core";
import { expect } from "vitest";
import type { AdapterGroup } from "./adapter-lab.ts";
import type { Echo, Product } from "./pages.ts";

const ZIP = "04662";

export const init: AdapterGroup = {
  topic: "init",
  cases: {
    "a request makes a session ready": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({
        pool: { size: 2 },
        init: lab.request({
          url: `${site.origin}/api/location`,
          method: "POST",
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: `zip=${ZIP}`,
        }),
      });
      for (let page = 1; page <= 4; page++) {
        const product = await client.json<Product>(`${site.origin}/api/product/${page}`);
        expect(product).toMatchObject({ zip: ZIP, price: site.price(page, ZIP) });
      }
      expect(site.truth().sessions.map(({ location }) => location)).toEqual([ZIP, ZIP]);
      expect(client.stats.init.passed).toBe(2);
    },
    "a function makes a session ready by several requests": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({
        pool: { size: 1 },
        init: async ({ send, check }) => {
          const form = await lab.text(await send(lab.request({ url: `${site.origin}/location` })));
          const csrf = /name="csrf" value="([^"]+)"/.exec(form)?.[1] ?? "";
          const answer = await send(
            lab.request({
              url: `${site.origin}/location`,
              method: "POST",
              headers: { "content-type": "application/x-www-form-urlencoded" },
              body: `csrf=${encodeURIComponent(csrf)}&zip=${ZIP}`,
            }),
          );
          await check(answer);
        },
      });
      const product = await client.json<Product>(`${site.origin}/api/product/1`);
      expect(product).toMatchObject({ zip: ZIP, price: site.price(1, ZIP) });
      expect(site.truth().sessions).toHaveLength(1);
    },
    "init sends through the proxy of its session": async (lab) => {
      const site = await lab.site({ bindToAddress: true });
      const proxies = await lab.proxies(2);
      const client = await lab.client({
        pool: { size: 2 },
        proxies: proxies.map(({ url }) => url),
        init: lab.request({ url: site.url }),
      });
      for (let page = 1; page <= 4; page++) await client.get(`${site.origin}/api/product/${page}`);
      const { sessions, totals } = site.truth();
      expect(sessions.map(({ addresses }) => addresses.length)).toEqual([1, 1]);
      expect(new Set(sessions.map(({ address }) => address)).size).toBe(2);
      expect(totals.banned).toBe(0);
    },
    "what init returns is part of the session, for prepare to use": async (lab) => {
      const site = await lab.site();
      let made = 0;
      const client = await lab.client({
        pool: { size: 2 },
        init: () => ({ token: `token-${++made}` }),
        prepare: (_request, { state }) => {
          const { token } = state as { token: string };
          return lab.request({ url: `${site.origin}/echo`, headers: { "x-token": token } });
        },
      });
      const tokens: unknown[] = [];
      for (let call = 0; call < 4; call++) {
        const { headers } = await client.json<Echo>(`${site.origin}/echo`);
        tokens.push(headers["x-token"]);
      }
      expect(tokens).toEqual(["token-1", "token-2", "token-1", "token-2"]);
    },
    "init knows what it is for": async (lab) => {
      const site = await lab.site();
      const seen: unknown[] = [];
      const client = await lab.client({
        pool: { size: 1 },
        init: ({ id, slot, attempt, variant, request, state, signal }) => {
          const given = request !== undefined && state !== undefined && !signal.aborted;
          seen.push({ slot, attempt, variant, given, named: id.length > 0 });
        },
      });
      await client.get(`${site.origin}/echo`, { variant: { zip: ZIP } });
      expect(seen).toEqual([
        { slot: 0, attempt: 1, variant: { zip: ZIP }, given: true, named: true },
      ]);
    },
    "an init that came to nothing is tried again as another session": async (lab) => {
      const site = await lab.site();
      const ids = new Set<string>();
      const client = await lab.client({
        pool: { size: 1 },
        init: async ({ id, attempt, send }) => {
          await lab.text(await send(lab.request({ url: site.url })));
          ids.add(id);
          return attempt < 3 ? false : undefined;
        },
      });
      await client.get(`${site.origin}/api/product/1`);
      expect(ids.size).toBe(3);
      expect(client.stats.init).toMatchObject({ rejected: 2, passed: 1 });
      expect(site.session(3)?.right).toBe(1);
      expect(site.truth().sessions).toHaveLength(3);
    },
    "a request that is answered badly makes a bad init; too many fail the pool": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({
        pool: { size: 1, maxBadInits: 2 },
        init: lab.request({ url: `${site.origin}/status/403` }),
      });
      const error = await client.failure({ url: `${site.origin}/echo` });
      expect(isSessionaryError(error, "ERR_TOO_MANY_BAD_INITS")).toBe(true);
      expect(client.stats.init).toMatchObject({ passed: 0, rejected: 2 });
      expect(site.requests.map(({ path }) => path)).toEqual(["/status/403", "/status/403"]);
    },
    "what init throws is the cause when the pool fails": async (lab) => {
      const site = await lab.site();
      const mistake = new Error("no vouchers left");
      const client = await lab.client({
        pool: { size: 1, maxBadInits: 1 },
        init: () => {
          throw mistake;
        },
      });
      const error = await client.failure({ url: `${site.origin}/echo` });
      if (!isSessionaryError(error, "ERR_TOO_MANY_BAD_INITS")) throw error;
      expect(error.cause).toBe(mistake);
      expect(client.stats.init.failed).toBe(1);
    },
    "a proxy that has died makes a bad init": async (lab) => {
      const site = await lab.site();
      const proxies = await lab.proxies(2);
      await proxies[0]?.kill();
      const client = await lab.client({
        pool: { size: 1 },
        proxies: proxies.map(({ url }) => url),
        init: lab.request({ url: site.url }),
      });
      const { address } = await client.json<Echo>(`${site.origin}/echo`);
      expect(address).toBe(proxies[1]?.address);
      expect(client.stats.init).toMatchObject({ passed: 1, failed: 1 });
    },
    "initLater holds all inits back without counting": async (lab) => {
      const site = await lab.site();
      let tries = 0;
      const client = await lab.client({
        pool: { size: 1, clock: lab.clock, maxBadInits: 1 },
        init: () => {
          if (++tries === 1) initLater({ retryAfterMs: 5_000, reason: "vendor limit" });
        },
      });
      const later = client.next("init:later");
      const page = client.get(`${site.origin}/echo`);
      await later;
      await lab.clock.advance(4_999);
      expect(tries).toBe(1);
      await lab.clock.advance(1);
      expect((await page).status).toBe(200);
      expect(client.stats.init).toMatchObject({ later: 1, passed: 1, failed: 0 });
    },
    "stopPool in an init refuses all callers with its reason": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 1 }, init: () => stopPool("out of credit") });
      const url = `${site.origin}/echo`;
      for (const error of await Promise.all([client.failure({ url }), client.failure({ url })])) {
        if (!isSessionaryError(error, "ERR_POOL_STOPPED")) throw error;
        expect(error.reason).toBe("out of credit");
      }
      expect(site.truth().totals.requests).toBe(0);
    },
  },
};
