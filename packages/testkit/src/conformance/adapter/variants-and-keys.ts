import { isSessionaryError } from "@sessionary/core";
import { expect } from "vitest";
import type { AdapterGroup } from "./adapter-lab.ts";
import type { Echo, Product } from "./pages.ts";

/** As numbers, which look the same in JSON. */
const ZIPS = [90210, 10115] as const;

export const variantsAndKeys: AdapterGroup = {
  topic: "variants, keys, ids and pools",
  cases: {
    "each variant has sessions of its own, built and checked for it": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({
        pool: { size: 1 },
        init: async ({ variant, send, check }) => {
          const answer = await send(
            lab.request({
              url: `${site.origin}/api/location`,
              method: "POST",
              headers: { "content-type": "application/x-www-form-urlencoded" },
              body: `zip=${JSON.stringify(variant)}`,
            }),
          );
          await check(answer);
        },
        check: async ({ reading, variant }) =>
          (await reading.text()).includes(JSON.stringify(variant)),
      });
      for (const zip of [...ZIPS, ...ZIPS]) {
        const url = `${site.origin}/api/product/1`;
        expect(await client.json<Product>(url, { variant: zip })).toMatchObject({
          zip: String(zip),
        });
      }
      expect(site.truth().sessions.map(({ location, right }) => [location, right])).toEqual([
        ["90210", 2],
        ["10115", 2],
      ]);
      const host = new URL(site.origin).host;
      expect(client.sessions.pools().map(({ name }) => name)).toEqual(
        ZIPS.map((zip) => `${host} ${JSON.stringify(zip)}`),
      );
      expect(client.stats.use).toMatchObject({ ok: 4, invalid: 0 });
    },
    "a key keeps to one session": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 3 } });
      const sessionOf = async (key?: string): Promise<number | undefined> => {
        await client.get(`${site.origin}/api/product/1`, key === undefined ? undefined : { key });
        return site.requests.at(-1)?.session;
      };
      for (let page = 0; page < 3; page++) await sessionOf();
      const cart = await sessionOf("cart");
      await sessionOf();
      const list = await sessionOf("list");
      expect([await sessionOf("cart"), await sessionOf("cart")]).toEqual([cart, cart]);
      expect([await sessionOf("list"), await sessionOf("list")]).toEqual([list, list]);
    },
    "a key whose session was banned is bound to another": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 1 } });
      const url = `${site.origin}/api/product/1`;
      await client.get(url, { key: "cart" });
      site.ban(1);
      expect((await client.get(url, { key: "cart" })).status).toBe(200);
      expect((await client.get(url, { key: "cart", onMissing: "fail" })).status).toBe(200);
      expect(site.session(2)?.uses).toBe(2);
    },
    "onMissing fail refuses a key whose session is gone": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 1 } });
      const url = `${site.origin}/api/product/1`;
      await client.get(url, { key: "cart" });
      site.ban(1);
      await client.get(url);
      const error = await client.failure({ url, session: { key: "cart", onMissing: "fail" } });
      expect(isSessionaryError(error, "ERR_SESSION_MISSING")).toBe(true);
    },
    "an id asks for that very session": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 2 } });
      const url = `${site.origin}/api/product/1`;
      await client.get(url);
      await client.get(url);
      const [first] = client.told("lease:granted");
      for (let call = 0; call < 3; call++) await client.get(url, { id: first?.id ?? "" });
      expect(site.truth().sessions.map(({ uses }) => uses)).toEqual([4, 1]);
      const error = await client.failure({ url, session: { id: "nobody" } });
      expect(isSessionaryError(error, "ERR_SESSION_MISSING")).toBe(true);
    },
    "a pool named outright serves the request": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 1 }, poolName: () => "shop" });
      const url = `${site.origin}/api/product/1`;
      await client.get(url);
      await client.get(url, { pool: "other" });
      await client.get(url);
      expect(client.sessions.pools().map(({ name }) => name)).toEqual(["shop", "other"]);
      expect(site.truth().sessions.map(({ uses }) => uses)).toEqual([2, 1]);
    },
    "without names there is a pool for each host": async (lab) => {
      const site = await lab.site();
      const other = await lab.site({ host: "127.0.0.77" });
      const client = await lab.client({ pool: { size: 1 } });
      for (const { origin } of [site, other, site]) await client.get(`${origin}/echo`);
      expect(client.sessions.pools().map(({ name }) => name)).toEqual(
        [site, other].map(({ origin }) => new URL(origin).host),
      );
    },
    "enabled false sends as the bare client would": async (lab) => {
      const site = await lab.site();
      const proxies = await lab.proxies(1);
      const client = await lab.client({
        pool: { size: 1 },
        proxies: proxies.map(({ url }) => url),
      });
      await client.get(`${site.origin}/cookies/set?mark=1`);
      const echo = await client.json<Echo>(`${site.origin}/echo`, { enabled: false });
      expect(echo).toMatchObject({ address: "127.0.0.1", cookies: {} });
      expect((await client.get(`${site.origin}/status/403`, { enabled: false })).status).toBe(403);
      expect(client.stats).toMatchObject({ bypassed: 2, use: { ok: 1, error: 0 } });
      const { cookies } = await client.json<Echo>(`${site.origin}/echo`);
      expect(cookies).toEqual({ mark: "1" });
    },
    "retries of one request are its own": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 1, retries: 5 } });
      await client.failure({ url: `${site.origin}/status/403`, session: { retries: 0 } });
      expect(site.truth().totals.requests).toBe(1);
    },
  },
};
