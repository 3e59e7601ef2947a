import { createSessionPool, isSessionaryError } from "@sessionary/core";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { purge, redisStore } from "../../src/index.ts";
import { build, leaseFrom, openPool } from "../support/pools.ts";
import { withRedis } from "../support/redis.ts";

const redis = withRedis();
let client: Redis;
beforeAll(() => {
  client = new Redis(redis.server.url);
});
afterAll(() => client.disconnect());
beforeEach(async () => {
  await client.flushall();
});

const NEWER = "is stored by schema 2, this worker knows schema 1: update this worker";

/** As a later version of the package would have stored it. */
async function setSchema(schema: number): Promise<void> {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(schema);
  await client.setrange("sessionary:{pool}", 0, bytes);
}

async function dump(): Promise<unknown> {
  const keys = (await client.keys("*{pool}*")).toSorted();
  return Promise.all(keys.map(async (key) => [key, await client.dumpBuffer(key)]));
}

test("an old worker refuses to open a pool of a newer schema, and changes nothing", async () => {
  await build(await openPool(client), "a", { token: "a" });
  await setSchema(2);
  const before = await dump();
  await expect(openPool(client)).rejects.toThrow(NEWER);
  expect(await dump()).toEqual(before);
});

test("an old worker that runs refuses a pool of a newer schema, and changes nothing", async () => {
  const pool = await openPool(client);
  await build(pool, "a", { token: "a" });
  const held = await leaseFrom(pool);
  const vacancy = await pool.reserve({ upTo: "max" });
  if (vacancy === undefined) throw new Error("expected a vacancy");
  await setSchema(2);
  const before = await dump();
  held.session.state.token = "b";
  const asked: readonly (() => unknown)[] = [
    () => pool.lease({}),
    () => pool.settle(held, "ok"),
    () => pool.reserve({ upTo: "max" }),
    () => pool.abandon(vacancy, "bad"),
    () => pool.forgive(),
    () => pool.renew([held]),
    () => pool.retire("a", "manual"),
    () => pool.patch("a", { token: "c" }),
    () => pool.sweep(),
    () => pool.resize({ min: 1, max: 1 }),
    () => pool.list(),
    () => pool.counts(),
  ];
  for (const ask of asked) await expect(ask()).rejects.toThrow(NEWER);
  await pool.close();
  expect(await dump()).toEqual(before);
});

test("what was stored by an older schema is refused with what to do about it", async () => {
  await openPool(client).then((pool) => pool.close());
  await setSchema(0);
  await expect(openPool(client)).rejects.toThrow("remove it with `purge`");
  expect(await purge(client, "pool")).toBe(true);
  await build(await openPool(client), "a", { token: "a" });
});

test("a user of the pool gets ERR_STORE, whose cause names both schemas", async () => {
  await openPool(client);
  await setSchema(2);
  const pool = createSessionPool({
    name: "pool",
    store: redisStore(client),
    init: () => ({ token: "a" }),
  });
  const error: unknown = await pool.use(() => "used").catch((caught: unknown) => caught);
  expect(isSessionaryError(error, "ERR_STORE")).toBe(true);
  expect(((error as Error).cause as Error).message).toContain(NEWER);
  await pool.close();
});
