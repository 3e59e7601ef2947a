import { isSessionaryError } from "@sessionary/core";
import { expect } from "vitest";
import type { AdapterGroup } from "./adapter-lab.ts";

export const bans: AdapterGroup = {
  topic: "bans",
  cases: {
    "a banned session is replaced and the request sent again": async (lab) => {
      const site = await lab.site({ ban: { afterUses: 2 } });
      const client = await lab.client({ pool: { size: 1 } });
      for (let page = 1; page <= 7; page++) {
        const { status, text } = await client.get(`${site.origin}/api/product/${page}`);
        expect(status).toBe(200);
        expect(JSON.parse(text)).toMatchObject({ product: page });
      }
      const { totals } = site.truth();
      const { use, retired, init } = client.stats;
      expect(totals).toMatchObject({ served: 7, banned: 3, sessions: 4 });
      expect(use).toMatchObject({ ok: totals.served, error: totals.banned });
      expect(retired).toEqual({ errors: totals.bannedSessions });
      expect(init.passed).toBe(totals.sessions);
    },
    "every session of a pool may be banned without the caller noticing": async (lab) => {
      const site = await lab.site({ ban: { afterUses: [1, 4] }, seed: 5 });
      const client = await lab.client({ pool: { size: 3 } });
      const pages = Array.from({ length: 24 }, (_, index) => index + 1);
      const responses = await Promise.all(
        pages.map((page) => client.get(`${site.origin}/api/product/${page}`)),
      );
      expect(responses.map(({ status }) => status)).toEqual(pages.map(() => 200));
      const { totals } = site.truth();
      expect(totals.right).toBe(24);
      expect(client.stats.use).toMatchObject({ ok: 24, error: totals.banned });
      expect(client.stats.retired).toEqual({ errors: totals.bannedSessions });
    },
    "401, 403 and 407 blame the session, and none reaches the caller": async (lab) => {
      const site = await lab.site();
      for (const status of [401, 403, 407]) {
        const client = await lab.client({ pool: { size: 1 } });
        const url = `${site.origin}/status/${status}`;
        const error = await client.failure({ url, session: { retries: 2 } });
        if (!isSessionaryError(error, "ERR_RETRIES_EXHAUSTED")) throw error;
        expect(error.attempts.map(({ verdict }) => verdict)).toEqual(["error", "error", "error"]);
        // Fetch makes a network error of a 407 (Fetch Standard, "HTTP-network-or-cache fetch"): no response is read.
        const expected = status === 407 ? [status, undefined] : [status];
        for (const { reading } of error.attempts) expect(expected).toContain(reading?.status);
        expect(new Set(error.attempts.map(({ sessionId }) => sessionId)).size).toBe(3);
        expect(client.stats.retired).toEqual({ errors: 3 });
      }
    },
    "the user's classify wins": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({
        pool: { size: 1 },
        classify: ({ reading }) => (reading?.status === 403 ? "ok" : undefined),
      });
      expect((await client.get(`${site.origin}/status/403`)).status).toBe(403);
      expect(client.stats.use).toMatchObject({ ok: 1, error: 0 });
    },
    "a session that says it has expired is replaced when a checker says so": async (lab) => {
      const site = await lab.site({ expire: { afterUses: 2 } });
      const client = await lab.client({
        pool: { size: 1 },
        check: async ({ reading }) =>
          (await reading.text()).includes("session expired") ? "expired" : "ok",
      });
      for (let page = 1; page <= 5; page++) {
        const { text } = await client.get(`${site.origin}/product/${page}`);
        expect(text).toContain(`Product ${page}`);
      }
      const { totals } = site.truth();
      expect(client.stats.use).toMatchObject({ ok: 5, expired: totals.expired });
      expect(client.stats.retired).toEqual({ expired: totals.expiredSessions });
    },
  },
};
