import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { build, leaseFrom, openPool } from "../support/pools.ts";
import { withRedis } from "../support/redis.ts";

const redis = withRedis();
let client: Redis;
beforeAll(() => {
  client = new Redis(redis.server.url);
});
afterAll(() => client.disconnect());

test("the order of sessions has a time to live when all of them rest or are leased", async () => {
  const prefix = "order";
  const pool = await openPool(client, { store: { prefix } });
  await build(pool, "a", { token: "a" });
  await build(pool, "b", { token: "b" });
  await pool.settle(await leaseFrom(pool), "throttled", { retryAfterMs: 60_000 });
  const grant = await leaseFrom(pool);
  const settled = await pool.settle(grant, "ok", { next: {} });
  expect(settled.next).toMatchObject({ granted: true, session: { id: "b" } });
  expect(await client.pttl(`${prefix}:{pool}:rotation`)).toBeGreaterThan(0);
  await pool.close();
});
