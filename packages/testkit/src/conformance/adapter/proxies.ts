import { expect } from "vitest";
import type { TestProxy } from "../../proxies/test-proxy.ts";
import type { AdapterGroup, AdapterLab } from "./adapter-lab.ts";
import type { LabClient } from "./lab-client.ts";
import type { Echo } from "./pages.ts";

/** Two sessions, each with a proxy of its own and one page behind it. */
async function twoBehindProxies(
  lab: AdapterLab,
): Promise<{ client: LabClient; url: string; first: TestProxy | undefined }> {
  const site = await lab.site();
  const proxies = await lab.proxies(2);
  const client = await lab.client({ pool: { size: 2 }, proxies: proxies.map(({ url }) => url) });
  const url = `${site.origin}/echo`;
  const { address } = await client.json<Echo>(url);
  await client.get(url);
  return { client, url, first: proxies.find((proxy) => proxy.address === address) };
}

export const proxies: AdapterGroup = {
  topic: "proxies",
  cases: {
    "each session keeps to one proxy": async (lab) => {
      const site = await lab.site({ bindToAddress: true });
      const used = await lab.proxies(2);
      const client = await lab.client({ pool: { size: 2 }, proxies: used.map(({ url }) => url) });
      for (let page = 1; page <= 6; page++) await client.get(`${site.origin}/api/product/${page}`);
      const { sessions, totals } = site.truth();
      expect(sessions.map(({ addresses }) => addresses.length)).toEqual([1, 1]);
      expect(sessions.map(({ address }) => address).sort()).toEqual(
        used.map(({ address }) => address).sort(),
      );
      expect(totals).toMatchObject({ served: 6, banned: 0 });
    },
    "a proxy gets its credentials, and the site does not": async (lab) => {
      const site = await lab.site();
      const [proxy] = await lab.proxies(1, { username: "user", password: "s3cret" });
      const client = await lab.client({ pool: { size: 1 }, proxies: [proxy?.url ?? ""] });
      const echo = await client.json<Echo>(`${site.origin}/echo`);
      expect(echo.address).toBe(proxy?.address);
      expect(echo.headers["proxy-authorization"]).toBeUndefined();
    },
    "cookies are kept behind a proxy as without one": async (lab) => {
      const site = await lab.site();
      const [proxy] = await lab.proxies(1);
      const client = await lab.client({ pool: { size: 1 }, proxies: [proxy?.url ?? ""] });
      await client.get(`${site.origin}/redirect/2`);
      expect(await client.json(`${site.origin}/cookies`)).toEqual({ "hop-2": "2", "hop-1": "1" });
      expect(new Set(site.requests.map(({ address }) => address))).toEqual(
        new Set([proxy?.address]),
      );
    },
    "a session whose proxy has died is blamed and replaced": async (lab) => {
      const { client, url, first } = await twoBehindProxies(lab);
      await first?.kill();
      // Where a connection was kept, its end comes first, and tells nothing about the proxy: the next use does.
      for (let use = 0; use < 2; use++) {
        expect((await client.json<Echo>(url)).address).not.toBe(first?.address);
      }
      expect(client.stats.use.error).toBeGreaterThanOrEqual(1);
      expect(client.stats.retired).toEqual({ errors: client.stats.use.error });
    },
    "a session whose proxy refuses it is blamed and replaced": async (lab) => {
      const { client, url, first } = await twoBehindProxies(lab);
      first?.refuse(407);
      const echo = await client.json<Echo>(url);
      expect(echo.address).not.toBe(first?.address);
      expect(client.stats.use.error).toBeGreaterThanOrEqual(1);
      expect(client.stats.retired).toEqual({ errors: client.stats.use.error });
    },
  },
};
