import { Redis } from "ioredis";
import { createClient } from "redis";
import { describe, expect, onTestFinished, test } from "vitest";
import type { RedisClient } from "../../src/connection/connect.ts";
import { inspectPools, purge } from "../../src/index.ts";
import { build, leaseFrom, openPool, whenWoken } from "../support/pools.ts";
import { withRedis } from "../support/redis.ts";

const redis = withRedis();

/** Builds, leases with and without a key, writes, waits and is woken, closes: all that goes through the client. */
async function expectToWork(one: RedisClient, other: RedisClient, prefix: string): Promise<void> {
  const given = { store: { prefix }, limits: { size: { min: 1, max: 1 }, errorRecovery: 0.5 } };
  const holder = await openPool(one, given);
  const waiter = await openPool(other, given);
  await build(holder, "a", { token: "first" });
  const held = await holder.lease({ key: "k" });
  if (!held.granted) throw new Error("expected a lease");
  expect(await waiter.lease({})).toMatchObject({ granted: false, live: 1, vacancies: 0 });
  held.session.state.token = "second";
  const woken = whenWoken(waiter);
  await holder.settle(held, "ok");
  await woken;
  const theirs = await leaseFrom(waiter);
  expect(theirs.session).toMatchObject({ id: "a", slot: 0, uses: 2, state: { token: "second" } });
  expect(theirs.fence).toBeGreaterThan(held.fence);
  expect(await waiter.renew([theirs])).toEqual([]);
  await waiter.settle(theirs, "throttled", { retryAfterMs: 60_000 });
  expect(await holder.counts()).toMatchObject({ live: 1, resting: 1, ready: 0 });
  expect(await inspectPools(one, { prefix })).toMatchObject([
    { name: "pool", sessions: [{ uses: 2, place: "resting" }], workers: [{}, {}] },
  ]);
  expect(await holder.retire("a", "manual")).toMatchObject({ reason: "manual" });
  await holder.close();
  await waiter.close();
  expect(await purge(other, "pool", { prefix })).toBe(true);
}

describe("ioredis", () => {
  test.each([
    ["lazyConnect", { lazyConnect: true }],
    ["no offline queue", { enableOfflineQueue: false }],
    ["numbers as strings", { stringNumbers: true }],
    ["a key prefix", { keyPrefix: "mine:{x" }],
    ["no retries", { maxRetriesPerRequest: 0, retryStrategy: () => null }],
    ["automatic pipelines", { enableAutoPipelining: true }],
    ["another database", { db: 3 }],
    [
      "no subscriptions by itself",
      { autoResubscribe: false, autoResendUnfulfilledCommands: false },
    ],
  ] as const)("with %s", async (name, given) => {
    const clients = await Promise.all(
      [0, 1].map(async () => {
        const client = new Redis(redis.server.url, given);
        onTestFinished(() => client.disconnect());
        if ("enableOfflineQueue" in given) {
          await new Promise((resolve) => client.once("ready", resolve));
        }
        return client;
      }),
    );
    const [one, other] = clients as [Redis, Redis];
    await expectToWork(one, other, name);
  });
});

describe("node-redis", () => {
  test.each([
    ["RESP 2", { RESP: 2 }],
    ["RESP 3", { RESP: 3 }],
    ["no offline queue", { disableOfflineQueue: true }],
    ["a key prefix", { keyPrefix: "mine:{x" }],
    ["another database", { database: 3 }],
    ["pings", { pingInterval: 1_000 }],
  ] as const)("with %s", async (name, given) => {
    const clients = await Promise.all(
      [0, 1].map(async () => {
        const client = createClient({ url: redis.server.url, ...given });
        onTestFinished(() => client.destroy());
        await client.connect();
        return client;
      }),
    );
    const [one, other] = clients;
    if (one === undefined || other === undefined) throw new Error("expected two clients");
    await expectToWork(one, other, `node ${name}`);
  });
});

test("both kinds share a pool", async () => {
  const one = new Redis(redis.server.url);
  onTestFinished(() => one.disconnect());
  const other = createClient({ url: redis.server.url });
  onTestFinished(() => other.destroy());
  await other.connect();
  await expectToWork(one, other, "both");
  await expectToWork(other, one, "both the other way round");
});

test("scripts that the server has forgotten are sent again", async () => {
  const client = new Redis(redis.server.url);
  onTestFinished(() => client.disconnect());
  const pool = await openPool(client);
  await build(pool, "a", { token: "a" });
  for (let round = 0; round < 3; round++) {
    const held = await leaseFrom(pool);
    await client.script("FLUSH");
    expect(await pool.settle(held, "ok")).toMatchObject({ stale: false });
    await client.script("FLUSH");
  }
  expect(await inspectPools(client, { name: "pool" })).toMatchObject([{ counts: { ready: 1 } }]);
});
