import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { purge } from "../../src/index.ts";
import { build, leaseFrom, openPool } from "../support/pools.ts";
import { withRedis } from "../support/redis.ts";

const redis = withRedis();
let client: Redis;
beforeAll(() => {
  client = new Redis(redis.server.url);
});
afterAll(() => client.disconnect());

test("a pool that was made anew with other limits is used by these", async () => {
  const store = { prefix: "anew", localLeaseMs: 10_000 };
  const one = await openPool(client, { store });
  await client.flushall();
  const other = await openPool(client, { store, limits: { rotation: "ranked" } });
  await build(other, "a", { token: "a" });
  expect(await one.list()).toHaveLength(1);
  expect(one.limits.rotation).toBe("ranked");
  const grant = await leaseFrom(one);
  expect(await one.settle(grant, "ok", { next: {} })).toMatchObject({ next: { granted: true } });
  await Promise.all([one.close(), other.close()]);
});

test("a pool that is gone is not made anew by who closes it", async () => {
  const pool = await openPool(client, { store: { prefix: "closed" } });
  await build(pool, "a", { token: "a" });
  await client.flushall();
  await pool.close();
  expect(await client.keys("closed:{*")).toEqual([]);
  expect(await purge(client, "pool", { prefix: "closed" })).toBe(false);
});

test("workers that keep leases are counted, whether the limits let them or not", async () => {
  const name = "counted";
  const store = { localLeaseMs: 10_000 };
  const field = async (): Promise<number> => {
    const told = await client.eval(
      "return { struct.unpack('<' .. string.rep('d', 21), redis.call('GET', KEYS[1])) }",
      1,
      `sessionary:{${name}}`,
    );
    return Number((told as readonly number[])[19]);
  };
  const kept = await openPool(client, { name, store, limits: { maxUses: 5 } });
  const other = await openPool(client, { name, store, limits: { maxUses: 5 } });
  expect(await field()).toBe(2);
  await kept.close();
  expect(await field()).toBe(1);
  await other.close();
  expect(await field()).toBe(0);
});
