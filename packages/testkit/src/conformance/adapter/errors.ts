import { isSessionaryError } from "@sessionary/core";
import { expect } from "vitest";
import type { AdapterGroup } from "./adapter-lab.ts";
import type { HarnessOptions } from "./harness.ts";
import { expectNoSecret } from "./secrets.ts";

/** Options nobody should get away with. */
const wrong: readonly (readonly [option: string, options: object])[] = [
  ["size", { pool: { size: 0 } }],
  ["size", { pool: { size: "8" } }],
  ["sise", { pool: { sise: 8 } }],
  ["retries", { pool: { retries: Number.NaN } }],
  ["check", { check: "ok" }],
  ["chekc", { chekc: () => true }],
  ["proxies", { proxies: ["not a proxy"] }],
];

export const errors: AdapterGroup = {
  topic: "typed errors",
  cases: {
    "wrong options are refused at once, by name": async (lab) => {
      for (const [option, options] of wrong) {
        const error = await lab.client(options as HarnessOptions).then(
          () => "accepted",
          (refused: unknown) => refused,
        );
        expect(isSessionaryError(error, "ERR_INVALID_OPTION"), option).toBe(true);
        expect(String(error)).toContain(option);
      }
    },
    "wrong options of a request are refused before it is sent": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 1 } });
      for (const session of [{ retries: -1 }, { kee: "cart" }, { key: "a", id: "b" }]) {
        const error = await client.failure({ url: `${site.origin}/echo`, session });
        expect(isSessionaryError(error, "ERR_INVALID_OPTION")).toBe(true);
      }
      expect(site.truth().totals.requests).toBe(0);
    },
    "who waits too long is refused, and told what the pool was doing": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 1, clock: lab.clock } });
      const arrived = site.waitFor("request");
      const slow = client.get(`${site.origin}/slow`);
      await arrived;
      const queued = client.next("waiter:queued");
      const waiting = client.failure({
        url: `${site.origin}/echo`,
        session: { acquireTimeoutMs: 5_000 },
      });
      await queued;
      expect(await client.statsNow()).toMatchObject({ waiting: 1, sessions: { leased: 1 } });
      await lab.clock.advance(5_000);
      const error = await waiting;
      if (!isSessionaryError(error, "ERR_ACQUIRE_TIMEOUT")) throw error;
      expect(error.message).toContain("5000 ms");
      expect(error.message).toContain("leased=1");
      site.release();
      await slow;
      expect(client.stats).toMatchObject({ waiting: 0, use: { ok: 1 } });
    },
    "a full queue refuses the next one at once": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 1, maxWaiting: 0 } });
      const arrived = site.waitFor("request");
      const slow = client.get(`${site.origin}/slow`);
      await arrived;
      const error = await client.failure({ url: `${site.origin}/echo` });
      expect(isSessionaryError(error, "ERR_QUEUE_FULL")).toBe(true);
      site.release();
      await slow;
    },
    "a spent budget tells every attempt, and the last error as its cause": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 2, retries: 3 } });
      const url = `${site.origin}/down?token=s3cret`;
      const error = await client.failure({ url });
      if (!isSessionaryError(error, "ERR_RETRIES_EXHAUSTED")) throw error;
      expect(error.attempts).toHaveLength(4);
      for (const attempt of error.attempts) {
        expect(attempt).toMatchObject({ verdict: "inconclusive", reading: undefined });
        expect(attempt.error).toBeInstanceOf(Error);
      }
      expect(error.cause).toBe(error.attempts.at(-1)?.error);
    },
    "neither cookies nor passwords nor tokens are in an error or an event": async (lab) => {
      const site = await lab.site();
      const proxies = await lab.proxies(2, { username: "user", password: "pr0xy-s3cret" });
      const client = await lab.client({
        pool: { size: 1, retries: 1, leaseWarningMs: 1_000_000 },
        proxies: proxies.map(({ url }) => url),
        init: () => ({ token: "t0ken-s3cret" }),
      });
      const failures: unknown[] = [];
      await client.get(`${site.origin}/api/product/1`);
      await client.get(`${site.origin}/cookies/set?mark=c00kie-s3cret`);
      failures.push(await client.failure({ url: `${site.origin}/status/403?key=qu3ry-s3cret` }));
      await client.get(`${site.origin}/api/product/2`);
      for (const proxy of proxies) proxy.refuse(407);
      failures.push(await client.failure({ url: `${site.origin}/echo` }));
      for (const proxy of proxies) await proxy.kill();
      failures.push(await client.failure({ url: `${site.origin}/echo` }));
      const direct = await lab.client({ pool: { size: 1, retries: 1 } });
      await direct.get(`${site.origin}/api/product/1`);
      failures.push(await direct.failure({ url: `${site.origin}/down?key=qu3ry-s3cret` }));
      const sids = site.truth().sessions.map(({ id }) => id);
      const secrets = ["pr0xy-s3cret", "t0ken-s3cret", "c00kie-s3cret", "qu3ry-s3cret", ...sids];
      expect(sids.length).toBeGreaterThan(0);
      for (const told of [...failures, ...client.events, ...direct.events, client.stats]) {
        expectNoSecret(told, secrets);
      }
    },
  },
};
