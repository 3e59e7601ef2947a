import { isSessionaryError } from "@sessionary/core";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inspectPools, purge, type ReadablePool } from "../../src/index.ts";
import { build, leaseFrom, openPool, someLimits } from "../support/pools.ts";
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

async function inspected(name: string): Promise<ReadablePool> {
  const [pool] = await inspectPools(client, { name });
  if (pool?.readable !== true) throw new Error(`expected a pool ${name} to be told of`);
  return pool;
}

/** Every key with what is in it and when it goes: what looking may not change. */
async function everything(): Promise<unknown> {
  const keys = (await client.keys("*")).toSorted();
  return Promise.all(
    keys.map(async (key) => [key, await client.dumpBuffer(key), await client.pexpiretime(key)]),
  );
}

describe("inspectPools", () => {
  test("tells of no pool where there is none", async () => {
    expect(await inspectPools(client)).toEqual([]);
    expect(await inspectPools(client, { name: "pool" })).toEqual([]);
  });

  test("lists the pools of a prefix by name, and no others", async () => {
    for (const name of ["b", "a {1}", "ünï"]) await openPool(client, { name });
    await openPool(client, { name: "other", store: { prefix: "mine" } });
    expect((await inspectPools(client)).map(({ name }) => name)).toEqual(["a {1}", "b", "ünï"]);
    const [other, ...more] = await inspectPools(client, { prefix: "mine" });
    expect(other?.name).toBe("other");
    expect(more).toEqual([]);
    expect((await inspectPools(client, { name: "b" })).map(({ name }) => name)).toEqual(["b"]);
  });

  test("tells of limits, size and time to live", async () => {
    const limits = { maxUses: 5, rotation: "random", size: { min: 1, max: 9 } } as const;
    const pool = await openPool(client, { limits, store: { poolTtlMs: 60_000 } });
    await pool.resize({ min: 2, max: 4 });
    const told = await inspected("pool");
    const { size: _, ...others } = { ...someLimits, ...limits };
    expect(told).toMatchObject({ schema: 1, limits: others, size: { min: 2, max: 4 } });
    const [seconds, micros] = await client.time();
    const now = Number(seconds) * 1_000 + Number(micros) / 1_000;
    expect(told.createdAt).toBeGreaterThan(now - 60_000);
    expect(told.createdAt).toBeLessThanOrEqual(now);
    expect(told.expiresInMs).toBeGreaterThan(0);
    expect(told.expiresInMs).toBeLessThanOrEqual(60_000);
  });

  test("tells what becomes of sessions, leases and vacancies", async () => {
    const limits = { size: { min: 5, max: 5 }, maxCheckFailures: 3 };
    const pool = await openPool(client, { limits });
    for (const id of ["free", "rests", "leased"]) await build(pool, id, { token: id });
    const free = await pool.lease({ id: "free" });
    if (free.granted) await pool.settle(free, "invalid");
    const rests = await pool.lease({ id: "rests" });
    if (rests.granted) await pool.settle(rests, "throttled", { retryAfterMs: 50_000 });
    const held = await pool.lease({ id: "leased" });
    const vacancy = await pool.reserve({ upTo: "max" });
    await openPool(client, { limits });

    const told = await inspected("pool");
    const counts = { live: 3, starting: 1, ready: 1, leased: 1, resting: 1, vacancies: 1 };
    expect(told.counts).toEqual(counts);
    expect(await pool.counts()).toEqual(counts);
    expect(told.workers).toHaveLength(2);
    expect(told.waiting).toBe(0);
    const idle = { errors: 0, checkFailures: 0, leases: 0, uses: 1, restingForMs: undefined };
    expect(told.sessions).toMatchObject([
      { ...idle, id: "free", slot: 0, checkFailures: 1, place: "ready" },
      { ...idle, id: "rests", slot: 1, place: "resting", restingForMs: expect.any(Number) },
      { ...idle, id: "leased", slot: 2, leases: 1, place: "leased" },
    ]);
    const restsFor = told.sessions[1]?.restingForMs ?? 0;
    expect(restsFor).toBeGreaterThan(0);
    expect(restsFor).toBeLessThanOrEqual(50_000);
    const [lease, ...otherLeases] = told.leases;
    expect(lease).toMatchObject({ sessionId: "leased", fence: held.granted && held.fence });
    expect(lease?.expiresInMs).toBeLessThanOrEqual(30_000);
    expect(otherLeases).toEqual([]);
    expect(told.vacancies).toMatchObject([{ slot: 3, fence: vacancy?.fence, replaces: undefined }]);
  });

  test("tells of bad inits, of the gate, and of who waits", async () => {
    const pool = await openPool(client, { limits: { size: { min: 2, max: 2 } } });
    await pool.lease({});
    const bad = await pool.reserve({ upTo: "max" });
    const later = await pool.reserve({ upTo: "max" });
    if (bad !== undefined) await pool.abandon(bad, "bad");
    if (later !== undefined) await pool.abandon(later, "later", { retryInMs: 40_000 });
    const told = await inspected("pool");
    expect(told).toMatchObject({ badInits: 1, waiting: 1, leases: [], sessions: [] });
    expect(told.initsResumeInMs).toBeGreaterThan(0);
    expect(told.initsResumeInMs).toBeLessThanOrEqual(40_000);
  });

  test("tells of renewals, and of sessions that have left while they are leased", async () => {
    const limits = { renewBeforeMs: 1_000, size: { min: 2, max: 2 } };
    const pool = await openPool(client, { limits });
    await build(pool, "old", { token: "old" });
    await build(pool, "leaves", { token: "leaves" });
    await pool.reserve({ replaces: "old" });
    await pool.lease({ id: "leaves" });
    await pool.retire("leaves", "manual");
    const told = await inspected("pool");
    expect(told.vacancies).toMatchObject([{ replaces: "old" }]);
    expect(told.sessions).toMatchObject([{ id: "old", place: "ready" }, { place: "leaving" }]);
    expect(told.counts).toEqual(await pool.counts());
  });

  test("changes nothing", async () => {
    const pool = await openPool(client);
    await build(pool, "a", { token: "a" });
    await leaseFrom(pool);
    await pool.lease({});
    const before = await everything();
    await inspectPools(client);
    expect(await everything()).toEqual(before);
  });

  test("tells no state, no variant and no key", async () => {
    const pool = await openPool(client);
    const vacancy = await pool.reserve({ upTo: "max" });
    if (vacancy === undefined) throw new Error("expected a vacancy");
    const state = { token: "state-secret" };
    const variant = { zip: "variant-secret" };
    const timeless = { ageMs: 0, lifeMs: Infinity, pauseMs: 0 };
    await pool.fill(vacancy, { id: "a", state, variant, ...timeless });
    await pool.lease({ key: "key-secret" });
    expect(JSON.stringify(await inspectPools(client))).not.toContain("secret");
  });

  test("of a pool of another schema it tells that only", async () => {
    await openPool(client);
    await setSchema("sessionary:{pool}", 7);
    expect(await inspectPools(client)).toEqual([{ readable: false, name: "pool", schema: 7 }]);
  });

  test("refuses what it does not understand", async () => {
    const refused = { code: "ERR_INVALID_OPTION" };
    await expect(inspectPools({} as Redis)).rejects.toMatchObject(refused);
    await expect(inspectPools(client, { pool: "a" } as never)).rejects.toMatchObject(refused);
    await expect(inspectPools(client, { name: 1 } as never)).rejects.toMatchObject(refused);
    await expect(purge(client, 1 as never)).rejects.toMatchObject(refused);
    await expect(purge(client, "a", { name: "a" } as never)).rejects.toMatchObject(refused);
  });

  test("says that Redis failed", async () => {
    const cut = new Redis(redis.server.url, { lazyConnect: true, enableOfflineQueue: false });
    const error: unknown = await inspectPools(cut).catch((caught: unknown) => caught);
    expect(isSessionaryError(error, "ERR_STORE")).toBe(true);
    expect((error as Error).cause).toBeInstanceOf(Error);
    await expect(purge(cut, "pool")).rejects.toMatchObject({ code: "ERR_STORE" });
    cut.disconnect();
  });
});

async function setSchema(key: string, schema: number): Promise<void> {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(schema);
  await client.setrange(key, 0, bytes);
}

describe("purge", () => {
  test("removes everything of a pool, and nothing else", async () => {
    await openPool(client, { name: "other" });
    const others = await client.keys("*other*");
    const pool = await openPool(client, { name: "a {b}" });
    await build(pool, "a", { token: "a" });
    await leaseFrom(pool);
    await pool.close();
    expect(await purge(client, "a {b}")).toBe(true);
    const left = [...others, "sessionary:pools"];
    expect((await client.keys("*")).toSorted()).toEqual(left.toSorted());
    expect((await inspectPools(client)).map(({ name }) => name)).toEqual(["other"]);
    expect(await purge(client, "a {b}")).toBe(false);
  });

  test("a worker that has it open makes it anew", async () => {
    const pool = await openPool(client);
    await build(pool, "a", { token: "a" });
    const held = await leaseFrom(pool);
    await purge(client, "pool");
    expect(await pool.settle(held, "ok")).toMatchObject({ stale: true });
    expect(await pool.list()).toEqual([]);
    expect(pool.get("a")).toBeUndefined();
    await build(pool, "b", { token: "b" });
    expect(await inspected("pool")).toMatchObject({ counts: { live: 1 }, sessions: [{ slot: 0 }] });
    expect((await inspectPools(client)).map(({ name }) => name)).toEqual(["pool"]);
  });

  test("those that wait are told", async () => {
    const pool = await openPool(client);
    await build(pool, "a", { token: "a" });
    const isGone = new Promise<string>((resolve) => {
      pool.watch(
        () => undefined,
        ({ id }) => resolve(id),
      );
    });
    const woken = new Promise<void>((resolve) => void pool.watch(resolve));
    await purge(client, "pool");
    expect(await isGone).toBe("a");
    await woken;
  });

  test("removes a pool of another schema, too", async () => {
    await openPool(client);
    await setSchema("sessionary:{pool}", 7);
    expect(await purge(client, "pool")).toBe(true);
    expect(await client.keys("*{pool}*")).toEqual([]);
  });
});
