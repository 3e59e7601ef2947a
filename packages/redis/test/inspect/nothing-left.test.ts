import { createFakeClock } from "@sessionary/core/testing";
import { Redis } from "ioredis";
import { expect, onTestFinished, test, vi } from "vitest";
import { inspectPools } from "../../src/index.ts";
import { build, leaseFrom, openPool } from "../support/pools.ts";
import { withRedis } from "../support/redis.ts";

const redis = withRedis();

function connect(): Redis {
  const client = new Redis(redis.server.url);
  onTestFinished(() => client.disconnect());
  return client;
}

test("an abandoned pool leaves nothing", async () => {
  const client = connect();
  const listener = connect();
  await client.config("SET", "notify-keyspace-events", "Ex");
  const empty = new Promise<number>((resolve, reject) => {
    listener.on("message", () => {
      client.dbsize().then((size) => size === 0 && resolve(performance.now()), reject);
    });
  });
  await listener.subscribe("__keyevent@0__:expired");

  const pools = await Promise.all(
    [1_000, 1_500].map((poolTtlMs, index) =>
      openPool(client, { name: `pool ${index}`, store: { poolTtlMs } }),
    ),
  );
  for (const pool of pools) {
    await build(pool, "a", { token: "a" });
    await build(pool, "b", { token: "b" });
    const grant = await pool.lease({ key: "k" });
    if (grant.granted) grant.session.state.token = "changed";
    if (grant.granted) await pool.settle(grant, "throttled", { retryAfterMs: 60_000 });
    await leaseFrom(pool);
    await pool.reserve({ upTo: "max" });
  }
  expect(await inspectPools(client)).toHaveLength(2);
  await empty;
  expect(await client.keys("*")).toEqual([]);
  expect(await inspectPools(client)).toEqual([]);
});

test("a pool that is used goes on being listed, by little that is sent", async () => {
  const client = connect();
  const sent = vi.spyOn(client, "eval");
  const registrations = (): number =>
    sent.mock.calls.filter(([, , key]) => key === "used:pools").length;
  const clock = createFakeClock({ now: 1_700_000_000_000 });
  const store = { poolTtlMs: 60_000, prefix: "used" };
  const pool = await openPool(client, { store, clock });
  await build(pool, "a", { token: "a" });
  for (let use = 0; use < 50; use++) await pool.settle(await leaseFrom(pool), "ok");
  expect(registrations()).toBe(1);
  await clock.advance(store.poolTtlMs / 8);
  await client.del("used:pools");
  for (let use = 0; use < 50; use++) await pool.settle(await leaseFrom(pool), "ok");
  expect(registrations()).toBe(2);
  expect(await inspectPools(client, { prefix: "used" })).toMatchObject([{ name: "pool" }]);
});

test("a pool is made, and used, where tools cannot be told of it", async () => {
  const client = connect();
  await client.set("deaf:pools", "not a list");
  const pool = await openPool(client, { store: { prefix: "deaf" } });
  await build(pool, "a", { token: "a" });
  await client.del("deaf:pools");
  await pool.settle(await leaseFrom(pool), "ok");
  expect(await inspectPools(client, { prefix: "deaf" })).toMatchObject([{ name: "pool" }]);
});
