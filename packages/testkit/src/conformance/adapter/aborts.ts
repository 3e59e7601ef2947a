import { expect } from "vitest";
import type { TestSite } from "../../site/test-site.ts";
import type { AdapterGroup } from "./adapter-lab.ts";
import type { HarnessCall } from "./harness.ts";

const reason = new Error("changed my mind");

/** The two places where a caller may put a signal. */
const ways: readonly ((signal: AbortSignal) => Pick<HarnessCall, "session" | "signal">)[] = [
  (signal) => ({ signal }),
  (signal) => ({ session: { signal } }),
];

function arrivalAt(site: TestSite, path: string): Promise<unknown> {
  return site.waitFor("request", (request) => request.path === path);
}

export const aborts: AdapterGroup = {
  topic: "aborts",
  cases: {
    "an abort in the queue leaves it at once": async (lab) => {
      const site = await lab.site();
      for (const way of ways) {
        const client = await lab.client({ pool: { size: 1 } });
        const arrived = arrivalAt(site, "/slow");
        const slow = client.get(`${site.origin}/slow`);
        await arrived;
        const controller = new AbortController();
        const queued = client.next("waiter:queued");
        const call = { url: `${site.origin}/echo`, ...way(controller.signal) };
        const waiting = client.failure(call);
        await queued;
        controller.abort(reason);
        expect(await waiting).toBe(reason);
        expect(client.stats.waiting).toBe(0);
        site.release();
        expect((await slow).text).toBe("released");
        expect((await client.get(`${site.origin}/cookies`)).status).toBe(200);
        expect(client.stats.use.ok).toBe(2);
        expect(site.requests.some(({ path }) => path === "/echo")).toBe(false);
      }
    },
    "an abort during init frees the caller, not the init": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({
        pool: { size: 1 },
        init: lab.request({ url: `${site.origin}/slow` }),
      });
      const controller = new AbortController();
      const arrived = arrivalAt(site, "/slow");
      const url = `${site.origin}/api/product/1`;
      const building = client.failure({ url, signal: controller.signal });
      await arrived;
      controller.abort(reason);
      expect(await building).toBe(reason);
      expect(await client.statsNow()).toMatchObject({ waiting: 0, sessions: { starting: 1 } });
      const ready = client.next("session:ready");
      site.release();
      await ready;
      expect((await client.get(url)).status).toBe(200);
      expect(await client.statsNow()).toMatchObject({
        init: { passed: 1 },
        sessions: { leased: 0 },
      });
    },
    "an abort in flight ends the request and blames nobody": async (lab) => {
      for (const way of ways) {
        const site = await lab.site();
        const client = await lab.client({ pool: { size: 1 } });
        await client.get(`${site.origin}/api/product/1`);
        const controller = new AbortController();
        const arrived = arrivalAt(site, "/slow");
        const gone = site.waitFor("answer", ({ path }) => path === "/slow");
        const slow = client.failure({ url: `${site.origin}/slow`, ...way(controller.signal) });
        await arrived;
        const settled = client.next("lease:settled");
        controller.abort(reason);
        expect(await slow).toBe(reason);
        expect((await gone).aborted).toBe(true);
        await settled;
        const { use, retired, sessions } = await client.statsNow();
        expect(use).toMatchObject({ ok: 1, error: 0, inconclusive: 1 });
        expect({ retired, sessions }).toMatchObject({
          retired: {},
          sessions: { ready: 1, leased: 0 },
        });
        await client.get(`${site.origin}/api/product/2`);
        expect(site.truth().totals).toMatchObject({ sessions: 1, requests: 3 });
      }
    },
    "an abort is not tried again": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 3, retries: 5 } });
      const controller = new AbortController();
      const arrived = arrivalAt(site, "/slow");
      const slow = client.failure({ url: `${site.origin}/slow`, signal: controller.signal });
      await arrived;
      controller.abort(reason);
      expect(await slow).toBe(reason);
      await client.get(`${site.origin}/echo`);
      expect(site.requests.map(({ path }) => path)).toEqual(["/slow", "/echo"]);
    },
    "an abort during a rest ends the waiting": async (lab) => {
      const site = await lab.site({ clock: lab.clock });
      const client = await lab.client({ pool: { size: 1, clock: lab.clock } });
      const url = `${site.origin}/api/product/1`;
      await client.get(url);
      site.throttle(1, 60_000);
      const controller = new AbortController();
      const queued = client.next("waiter:queued");
      const waiting = client.failure({ url, signal: controller.signal });
      await queued;
      controller.abort(reason);
      expect(await waiting).toBe(reason);
      expect(client.stats).toMatchObject({ waiting: 0, use: { throttled: 1 } });
    },
    "a signal that has aborted sends nothing": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 1 } });
      for (const way of ways) {
        const call = { url: `${site.origin}/echo`, ...way(AbortSignal.abort(reason)) };
        expect(await client.failure(call)).toBe(reason);
      }
      expect(site.truth().totals.requests).toBe(0);
    },
    "a signal may be used for many requests": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 2 } });
      const { signal } = new AbortController();
      const calls = Array.from({ length: 6 }, () =>
        client.send({ url: `${site.origin}/echo`, signal }),
      );
      expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(calls.map(() => 200));
    },
  },
};
