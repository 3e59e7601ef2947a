import { bodyIncludes, isSessionaryError, stopPool, type Phase } from "@sessionary/core";
import { expect } from "vitest";
import type { AdapterGroup } from "./adapter-lab.ts";
import type { Product } from "./pages.ts";

export const checkers: AdapterGroup = {
  topic: "checkers",
  cases: {
    "pages of the wrong kind never reach the caller": async (lab) => {
      const site = await lab.site({ variants: { B: 0.5 }, seed: 3 });
      const client = await lab.client({
        pool: { size: 2, retries: 20 },
        check: bodyIncludes('"variant":"A"'),
      });
      for (let page = 1; page <= 12; page++) {
        const { variant } = await client.json<Product>(`${site.origin}/api/product/${page}`);
        expect(variant).toBe("A");
      }
      const { totals, sessions } = site.truth();
      expect(totals).toMatchObject({ right: 12 });
      expect(totals.wrong).toBeGreaterThan(0);
      expect(client.stats.use).toMatchObject({ ok: totals.right, invalid: totals.wrong });
      expect(client.stats.retired).toEqual({
        check: sessions.filter(({ variant }) => variant !== "A").length,
      });
    },
    "a session that is wrong from the start does not enter the pool": async (lab) => {
      const site = await lab.site({ variants: { B: 0.7 }, seed: 3 });
      const phases: Phase[] = [];
      const client = await lab.client({
        pool: { size: 1, maxBadInits: 50 },
        init: lab.request({ url: `${site.origin}/api/product/1` }),
        check: async ({ phase, reading }) => {
          phases.push(phase);
          return (await reading.text()).includes('"variant":"A"');
        },
      });
      for (let page = 1; page <= 3; page++) await client.get(`${site.origin}/api/product/${page}`);
      const { totals, sessions } = site.truth();
      expect(totals.wrong).toBeGreaterThan(0);
      expect(client.stats.use).toMatchObject({ ok: 3, invalid: 0 });
      expect(client.stats.init).toMatchObject({ passed: 1, rejected: totals.wrong });
      const used = sessions.filter(({ uses }) => uses > 1);
      expect(used).toMatchObject([{ variant: "A", right: 4, wrong: 0 }]);
      expect(phases).toEqual([...sessions.map(() => "init"), "use", "use", "use"]);
    },
    "a checker reads the response, and the caller still has it all": async (lab) => {
      const site = await lab.site();
      const seen: unknown[] = [];
      const client = await lab.client({
        pool: { size: 1 },
        check: async ({ reading }) => {
          const type = reading.headers.get("Content-Type");
          const [text, json] = [await reading.text(), await reading.json()];
          seen.push({ status: reading.status, url: reading.url, type, text, json });
          return true;
        },
      });
      const url = `${site.origin}/api/product/1`;
      const response = await client.get(url);
      const json: unknown = JSON.parse(response.text);
      expect(seen).toEqual([
        { status: 200, url, type: "application/json", text: response.text, json },
      ]);
    },
    "a checker that reads nothing leaves the response alone": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({
        pool: { size: 1 },
        check: ({ reading }) => reading.status === 200,
      });
      expect(await client.json(`${site.origin}/api/product/1`)).toMatchObject({ product: 1 });
    },
    "a checker sees the session, the variant and the phase": async (lab) => {
      const site = await lab.site();
      const seen: unknown[] = [];
      const client = await lab.client({
        pool: { size: 1 },
        check: ({ session, variant, phase }) => {
          seen.push({ id: session.id, variant, phase });
          return true;
        },
      });
      await client.get(`${site.origin}/echo`, { variant: "de" });
      const [granted] = client.told("lease:granted");
      expect(seen).toEqual([{ id: granted?.id, variant: "de", phase: "use" }]);
    },
    "a checker that throws is told of, and the request sent again": async (lab) => {
      const site = await lab.site();
      const mistake = new TypeError("no such selector");
      let calls = 0;
      const client = await lab.client({
        pool: { size: 1 },
        check: () => {
          if (++calls === 1) throw mistake;
          return true;
        },
      });
      expect((await client.get(`${site.origin}/echo`)).status).toBe(200);
      expect(client.told("check:error")).toMatchObject([{ phase: "use", error: mistake }]);
      expect(client.stats.use).toMatchObject({ ok: 1, checkError: 1 });
      expect(client.stats.retired).toEqual({ check: 1 });
    },
    "a checker that always throws is the cause in the end": async (lab) => {
      const site = await lab.site();
      const mistake = new TypeError("no such selector");
      const client = await lab.client({
        pool: { size: 1, retries: 1 },
        check: () => {
          throw mistake;
        },
      });
      const error = await client.failure({ url: `${site.origin}/echo` });
      if (!isSessionaryError(error, "ERR_RETRIES_EXHAUSTED")) throw error;
      expect(error.cause).toBe(mistake);
      expect(error.attempts).toHaveLength(2);
    },
    "a checker may stop everything": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({
        pool: { size: 1 },
        check: () => stopPool("wrong account"),
      });
      const error = await client.failure({ url: `${site.origin}/echo` });
      if (!isSessionaryError(error, "ERR_POOL_STOPPED")) throw error;
      expect(error.reason).toBe("wrong account");
      expect(site.truth().totals.requests).toBe(1);
    },
    "a checker of a profile is asked about the requests that match": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({
        pool: { size: 1, retries: 0 },
        profiles: [{ match: "127.0.0.1/echo", check: () => false }],
      });
      expect((await client.get(`${site.origin}/cookies`)).status).toBe(200);
      const error = await client.failure({ url: `${site.origin}/echo` });
      expect(isSessionaryError(error, "ERR_RETRIES_EXHAUSTED")).toBe(true);
    },
  },
};
