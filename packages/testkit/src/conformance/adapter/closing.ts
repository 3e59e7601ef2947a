import { isSessionaryError } from "@sessionary/core";
import { expect } from "vitest";
import type { TestProxy } from "../../proxies/test-proxy.ts";
import type { AdapterGroup, AdapterLab } from "./adapter-lab.ts";
import type { LabClient } from "./lab-client.ts";

/** A client whose sockets can be counted: all go through one proxy. */
async function behindProxy(
  lab: AdapterLab,
  size: number,
): Promise<{ client: LabClient; proxy: TestProxy }> {
  const [proxy] = await lab.proxies(1);
  if (proxy === undefined) throw new Error("there is no proxy");
  return { client: await lab.client({ pool: { size }, proxies: [proxy.url] }), proxy };
}

export const closing: AdapterGroup = {
  topic: "closing",
  cases: {
    "close leaves no connection open": async (lab) => {
      const site = await lab.site();
      const { client, proxy } = await behindProxy(lab, 3);
      const urls = Array.from({ length: 6 }, (_, page) => `${site.origin}/api/product/${page + 1}`);
      await Promise.all(urls.map((url) => client.get(url)));
      expect(proxy.connections).toBeGreaterThan(0);
      await client.sessions.close();
      await proxy.whenIdle();
      expect(proxy.open).toBe(0);
    },
    "a session that retires leaves no connection open": async (lab) => {
      const site = await lab.site();
      const { client, proxy } = await behindProxy(lab, 1);
      await client.get(`${site.origin}/api/product/1`);
      const [pool] = client.sessions.pools();
      const [ready] = client.told("session:ready");
      expect(await pool?.retire(ready?.id ?? "")).toBe(true);
      await proxy.whenIdle();
      expect(client.told("session:close-failed")).toEqual([]);
    },
    "an init that came to nothing leaves no connection open": async (lab) => {
      const site = await lab.site();
      const proxies = await lab.proxies(1);
      const client = await lab.client({
        pool: { size: 1, maxBadInits: 1 },
        proxies: proxies.map(({ url }) => url),
        init: lab.request({ url: `${site.origin}/status/403` }),
      });
      await client.failure({ url: site.url });
      await proxies[0]?.whenIdle();
      expect(proxies[0]?.connections).toBeGreaterThan(0);
    },
    "close refuses who waits and lets running requests finish": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 1 } });
      const arrived = site.waitFor("request");
      const slow = client.get(`${site.origin}/slow`);
      await arrived;
      const queued = client.next("waiter:queued");
      const waiting = client.failure({ url: `${site.origin}/echo` });
      await queued;
      const closed = client.sessions.close();
      expect(isSessionaryError(await waiting, "ERR_POOL_CLOSED")).toBe(true);
      site.release();
      expect((await slow).text).toBe("released");
      await closed;
      expect(client.stats.use.ok).toBe(1);
    },
    "close ends requests that run longer than the drain time": async (lab) => {
      const site = await lab.site();
      const { client, proxy } = await behindProxy(lab, 1);
      const arrived = site.waitFor("request");
      const gone = site.waitFor("answer");
      const slow = client.failure({ url: `${site.origin}/slow` });
      await arrived;
      await client.sessions.close({ drainTimeoutMs: 0 });
      expect(isSessionaryError(await slow, "ERR_POOL_CLOSED")).toBe(true);
      expect((await gone).aborted).toBe(true);
      await proxy.whenIdle();
    },
    "close ends inits at once": async (lab) => {
      const site = await lab.site();
      const proxies = await lab.proxies(1);
      const client = await lab.client({
        pool: { size: 1 },
        proxies: proxies.map(({ url }) => url),
        init: lab.request({ url: `${site.origin}/slow` }),
      });
      const arrived = site.waitFor("request");
      const gone = site.waitFor("answer");
      const building = client.failure({ url: site.url });
      await arrived;
      await client.sessions.close();
      expect(isSessionaryError(await building, "ERR_POOL_CLOSED")).toBe(true);
      expect((await gone).aborted).toBe(true);
      await proxies[0]?.whenIdle();
    },
    "a closed client refuses requests with its reason": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 1 } });
      await client.get(site.url);
      await client.sessions.close({ reason: "done for today" });
      const error = await client.failure({ url: site.url });
      if (!isSessionaryError(error, "ERR_POOL_CLOSED")) throw error;
      expect(error.message).toContain("done for today");
      expect(site.truth().totals.requests).toBe(1);
    },
    "closing twice is closing once": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 2 } });
      await client.get(site.url);
      await Promise.all([client.sessions.close(), client.sessions.close()]);
      await client.sessions.close();
      expect(client.told("pool:closed")).toHaveLength(1);
      expect(client.stats.retired).toEqual({ closed: 1 });
    },
    "a session that nobody has used is closed, too": async (lab) => {
      const site = await lab.site();
      const { client, proxy } = await behindProxy(lab, 2);
      await client.get(site.url);
      const [pool] = client.sessions.pools();
      await pool?.warm();
      expect(await client.statsNow()).toMatchObject({ sessions: { ready: 2, leased: 0 } });
      await client.sessions.close();
      await proxy.whenIdle();
      const { sessions } = await client.statsNow();
      expect(sessions).toEqual({ starting: 0, ready: 0, leased: 0, resting: 0 });
    },
  },
};
