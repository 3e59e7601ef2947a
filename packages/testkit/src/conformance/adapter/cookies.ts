import { expect } from "vitest";
import type { AdapterGroup } from "./adapter-lab.ts";
import type { Echo } from "./pages.ts";

export const cookies: AdapterGroup = {
  topic: "cookies",
  cases: {
    "cookies stay inside their session": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 2 } });
      for (let page = 1; page <= 6; page++) await client.get(`${site.origin}/api/product/${page}`);
      const { sessions, totals } = site.truth();
      expect(sessions.map(({ uses }) => uses)).toEqual([3, 3]);
      expect(totals).toMatchObject({ requests: 6, served: 6, right: 6 });
      expect(client.stats.use.ok).toBe(totals.served);
    },
    "cookies are taken from every redirect hop": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 1 } });
      const echo = await client.json<Echo>(`${site.origin}/redirect/3`);
      expect(echo.cookies).toEqual({ "hop-3": "3", "hop-2": "2", "hop-1": "1" });
      expect(await client.json(`${site.origin}/cookies`)).toEqual(echo.cookies);
    },
    "the response of a redirect is that of its last page": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 1 } });
      const response = await client.get(`${site.origin}/redirect/2?status=301`);
      expect(response).toMatchObject({ status: 200, url: `${site.origin}/echo` });
      expect(site.truth().totals.requests).toBe(3);
      expect(client.stats.use.ok).toBe(1);
    },
    "cookies go to the host that set them alone, across redirects, too": async (lab) => {
      const site = await lab.site();
      const other = await lab.site({ host: "127.0.0.77" });
      const client = await lab.client({ pool: { size: 1 }, poolName: () => "both" });
      const target = encodeURIComponent(`${other.origin}/cookies/set?theirs=1`);
      await client.get(`${site.origin}/redirect/1?to=${target}`);
      expect(await client.json(`${site.origin}/cookies`)).toEqual({ "hop-1": "1" });
      expect(await client.json(`${other.origin}/cookies`)).toEqual({ theirs: "1" });
      expect(other.requests[0]?.headers.cookie).toBeUndefined();
    },
    "a cookie that the site takes back is gone": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 1 } });
      await client.get(`${site.origin}/cookies/set?a=1&b=2`);
      await client.get(`${site.origin}/cookies/set?a=${encodeURIComponent("; Max-Age=0; Path=/")}`);
      expect(await client.json(`${site.origin}/cookies`)).toEqual({ b: "2" });
    },
    "a session that takes the place of another begins without its cookies": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 1 } });
      await client.get(`${site.origin}/api/product/1`);
      await client.get(`${site.origin}/cookies/set?mark=old`);
      site.ban(1);
      await client.get(`${site.origin}/api/product/2`);
      const cookieNames = Object.keys(await client.json<object>(`${site.origin}/cookies`));
      expect(cookieNames).toEqual(["sid"]);
      expect(site.truth().sessions).toHaveLength(2);
    },
  },
};
