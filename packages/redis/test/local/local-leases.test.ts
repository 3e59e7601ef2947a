import type { Grant, PoolLimits, PoolStore } from "@sessionary/core";
import { createFakeClock } from "@sessionary/core/testing";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRedisStore } from "../../src/redis-store.ts";
import { build, leaseFrom, openIn, whenWoken } from "../support/pools.ts";
import { withRedis } from "../support/redis.ts";

interface State {
  token: string;
}

const redis = withRedis();
let client: Redis;
beforeAll(() => {
  client = new Redis(redis.server.url);
});
afterAll(() => client.disconnect());

const clock = createFakeClock({ now: 1_700_000_000_000 });
let names = 0;

/** Workers of one pool of one session, which keep it as long as they may. */
async function openKeepers(
  count: number,
  given: Partial<PoolLimits> = {},
): Promise<readonly PoolStore<State>[]> {
  const name = `pool ${++names}`;
  const size = { min: 1, max: 1 };
  const limits: Partial<PoolLimits> = { size, leaseTimeoutMs: 600_000, ...given };
  const pools: PoolStore<State>[] = [];
  for (let worker = 0; worker < count; worker++) {
    const store = createRedisStore(client, { localLeaseMs: 300_000 }, () => clock.now());
    pools.push(await openIn<State>(store, { name, limits, clock }));
  }
  await build(pools[0] as PoolStore<State>, "a", { token: "a" });
  return pools;
}

async function closeAll(pools: readonly PoolStore<State>[]): Promise<void> {
  for (const pool of pools) await pool.close();
}

test("a session that has to pause is not kept", async () => {
  const pools = await openKeepers(1);
  const [pool] = pools as [PoolStore<State>];
  const first = await pool.lease({ pauseMs: 50 });
  expect(first.granted).toBe(true);
  await pool.settle(first as Grant<State>, "ok");
  expect(await pool.lease({ pauseMs: 50 })).toMatchObject({ granted: false, readyInMs: 50 });
  await closeAll(pools);
});

test("what a worker keeps is not in the way of its own callers, whatever they ask", async () => {
  const pools = await openKeepers(1);
  const [pool] = pools as [PoolStore<State>];
  await pool.settle(await leaseFrom(pool), "ok");
  const tried = await pool.lease({ exclude: ["a"] });
  expect(tried.granted).toBe(true);
  expect((await pool.lease({ vacancyFirst: true })).granted).toBe(false);
  await pool.settle(tried as Grant<State>, "ok");
  const first = await pool.lease({ vacancyFirst: true });
  expect(first.granted).toBe(true);
  await pool.settle(first as Grant<State>, "ok");
  const settled = await pool.lease({});
  expect(settled.granted).toBe(true);
  await closeAll(pools);
});

test("a session is not kept when others began to wait while it was used, however long that takes", async () => {
  const pools = await openKeepers(2);
  const [keeper, waiter] = pools as [PoolStore<State>, PoolStore<State>];
  const grant = await leaseFrom(keeper);
  expect((await waiter.lease({})).granted).toBe(false);
  // A message that comes after the request to share, by the same channel.
  const heard = [whenWoken(keeper), whenWoken(waiter)];
  await waiter.resize({ min: 1, max: 1 });
  await Promise.all(heard);
  expect((await waiter.lease({})).granted).toBe(false);
  await clock.advance(10_000);
  const woken = whenWoken(waiter);
  await keeper.settle(grant, "ok");
  await woken;
  expect((await waiter.lease({})).granted).toBe(true);
  await closeAll(pools);
});

test.each([1, 2, 3])(
  "a session that was kept comes back with %i uses, and its state",
  async (uses) => {
    const pools = await openKeepers(2);
    const [keeper, other] = pools as [PoolStore<State>, PoolStore<State>];
    for (let use = 1; use <= uses; use++) {
      const grant = await leaseFrom(keeper);
      grant.session.state.token = `used ${use}`;
      await keeper.settle(grant, "ok");
    }
    await keeper.close();
    const { session } = await leaseFrom(other);
    expect(session.state.token).toBe(`used ${uses}`);
    expect(session.uses).toBe(uses + 1);
    await other.close();
  },
);

test("what is kept leaves the pool when the pool becomes smaller", async () => {
  const pools = await openKeepers(2);
  const [keeper, other] = pools as [PoolStore<State>, PoolStore<State>];
  await keeper.settle(await leaseFrom(keeper), "ok");
  expect(await keeper.resize({ min: 0, max: 0 })).toMatchObject([{ reason: "resize", leases: 0 }]);

  await keeper.resize({ min: 1, max: 1 });
  await build(keeper, "b", { token: "b" });
  await keeper.settle(await leaseFrom(keeper), "ok");
  const gone = new Promise((resolve) => other.watch(() => undefined, resolve));
  expect(await other.list()).toHaveLength(1);
  expect(await other.resize({ min: 0, max: 0 })).toEqual([]);
  expect(await gone).toMatchObject({ id: "b" });
  await closeAll(pools);
});

test("what a kept session holds is freed when it leaves the pool", async () => {
  const pools = await openKeepers(2);
  const [keeper, other] = pools as [PoolStore<State>, PoolStore<State>];
  await keeper.settle(await leaseFrom(keeper), "ok");
  const gone = new Promise((resolve) => keeper.watch(() => undefined, resolve));
  await other.retire("a", "manual");
  expect(await gone).toMatchObject({ id: "a" });
  await closeAll(pools);
});

test.each([
  ["that it built", (pools: readonly PoolStore<State>[]) => pools[0]],
  ["that another worker built", (pools: readonly PoolStore<State>[]) => pools[1]],
])("a session %s is not leased here when it has grown too old", async (_, choose) => {
  const pools = await openKeepers(2, { maxAgeMs: 1_000 });
  const pool = choose(pools) as PoolStore<State>;
  const [builder] = pools as [PoolStore<State>];
  await builder.retire("a", "manual");
  await build(builder, "b", { token: "b" }, { lifeMs: 1_000 });
  await pool.settle(await leaseFrom(pool), "ok");
  await clock.advance(999);
  await pool.settle(await leaseFrom(pool), "ok");
  await clock.advance(1);
  expect((await pool.lease({})).granted).toBe(false);
  await closeAll(pools);
});
