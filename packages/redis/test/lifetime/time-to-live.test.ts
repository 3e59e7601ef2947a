import type { Grant, PoolStore, Vacancy, Verdict } from "@sessionary/core";
import fc from "fast-check";
import { createFakeClock } from "@sessionary/core/testing";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRedisStore } from "../../src/redis-store.ts";
import { build, leaseFrom, openIn, openPool } from "../support/pools.ts";
import { withRedis } from "../support/redis.ts";

const redis = withRedis();
let client: Redis;
beforeAll(() => {
  client = new Redis(redis.server.url);
});
afterAll(() => client.disconnect());

/** Workers need not agree on it. */
const POOL_TTLS_MS = [60_000, 5_001];
/** Most of what workers do. */
const OFTEN = ["fill", "fill", "lease", "lease", "lease", "settle", "settle", "settle", "reopen"];

interface State {
  token: string;
}

/** A lease, and the pool it is of: it may be settled when that is closed. */
interface Held {
  readonly pool: PoolStore<State>;
  readonly grant: Grant<State>;
}

/** One worker, and what it holds. */
interface Worker {
  readonly poolTtlMs: number;
  pool: PoolStore<State>;
  readonly grants: Held[];
  readonly vacancies: Vacancy[];
}

/** What a worker may do, by a number that says how. */
const doings: Readonly<Record<string, (worker: Worker, draw: number) => Promise<unknown>>> = {
  async lease({ pool, grants }, draw) {
    const asks = [
      {},
      { key: `k${draw}` },
      { id: `s${draw}` },
      { pauseMs: draw },
      { exclude: ["s1"] },
    ];
    const answer = await pool.lease(asks[draw % asks.length] ?? {});
    if (answer.granted) grants.push({ pool, grant: answer });
  },
  async settle({ grants }, draw) {
    const verdicts: readonly Verdict[] = ["ok", "ok", "error", "throttled", "unused", "expired"];
    const held = grants.shift();
    if (held === undefined) return;
    const { pool, grant } = held;
    if (draw % 2 === 0) grant.session.state.token = `token ${Math.random()}`;
    const next = draw % 3 === 0 ? {} : undefined;
    const settled = await pool.settle(grant, verdicts[draw % verdicts.length] ?? "ok", { next });
    if (settled.next?.granted === true) grants.push({ pool, grant: settled.next });
  },
  async reserve({ pool, vacancies }) {
    const vacancy = await pool.reserve({ upTo: "max" });
    if (vacancy !== undefined) vacancies.push(vacancy);
  },
  async fill({ pool, vacancies }, draw) {
    const vacancy = vacancies.shift() ?? (await pool.reserve({ upTo: "max" }));
    if (vacancy === undefined) return;
    const state = { token: `token of s${draw}` };
    const timeless = { variant: undefined, ageMs: 0, lifeMs: Infinity, pauseMs: draw };
    await pool.fill(vacancy, { id: `s${draw}`, state, ...timeless });
  },
  async abandon({ pool, vacancies }) {
    const vacancy = vacancies.shift();
    if (vacancy !== undefined) await pool.abandon(vacancy, "later", { retryInMs: 5 });
  },
  renew: async ({ pool, grants, vacancies }) =>
    pool.renew([...grants.map(({ grant }) => grant), ...vacancies]),
  retire: async ({ pool }, draw) => pool.retire(`s${draw}`, "manual"),
  patch: async ({ pool }, draw) => pool.patch(`s${draw}`, { token: "patched" }),
  sweep: async ({ pool }) => pool.sweep(),
  resize: async ({ pool }, draw) => pool.resize({ min: 1, max: 1 + (draw % 4) }),
  list: async ({ pool }) => pool.list(),
  counts: async ({ pool }) => pool.counts(),
  forgive: async ({ pool }) => pool.forgive(),
  async reopen(worker) {
    await worker.pool.close();
    worker.pool = await open(worker.poolTtlMs);
  },
};

let prefix = "";
let runs = 0;
const open = (poolTtlMs: number): Promise<PoolStore<State>> =>
  openPool<State>(client, {
    store: { poolTtlMs, prefix },
    // Every other run leases in turn, which goes its own way.
    limits: { maxConcurrency: 1 + (runs % 2), maxErrors: 3 },
  });

/** All keys at once, with the time they have left. */
const LOOK = `
  local told = {}
  for _, key in ipairs(redis.call('KEYS', ARGV[1] .. '*')) do told[#told + 1] = { key, redis.call('PTTL', key) } end
  return told
`;

/** What is there is told by a key that goes before all others do: nobody finds a part of a pool. */
async function expectToExpire(after: string): Promise<void> {
  const keys = (await client.eval(LOOK, 0, `${prefix}:`)) as readonly [string, number][];
  const leftOfPool = keys.find(([key]) => key === `${prefix}:{pool}`)?.[1] ?? 0;
  expect(leftOfPool).toBeGreaterThan(0);
  const odd = keys.filter(([key, left]) => {
    const isPart = !key.includes(":seen:") && !key.endsWith(":pools");
    return !(left > 0 && left <= Math.max(...POOL_TTLS_MS)) || (isPart && left < leftOfPool);
  });
  expect(odd, `after ${after}`).toEqual([]);
}

test("every key has a time to live, whatever workers do", async () => {
  const doing = fc.record({
    worker: fc.nat({ max: POOL_TTLS_MS.length - 1 }),
    name: fc.constantFrom(...Object.keys(doings), ...OFTEN),
    draw: fc.nat({ max: 5 }),
  });
  const sequences = fc.array(doing, { maxLength: 60, size: "max" });
  const property = fc.asyncProperty(sequences, async (sequence) => {
    prefix = `ttl-${++runs}`;
    const workers: Worker[] = [];
    for (const poolTtlMs of POOL_TTLS_MS) {
      workers.push({ poolTtlMs, pool: await open(poolTtlMs), grants: [], vacancies: [] });
      await expectToExpire("open");
    }
    for (const { worker, name, draw } of sequence) {
      await doings[name]?.(workers[worker] as Worker, draw);
      await expectToExpire(name);
    }
    for (const { pool } of workers) await pool.close();
  });
  await fc.assert(property, { numRuns: 300 });
});

test("who opens a pool that was about to go keeps all of it", async () => {
  prefix = "late";
  const poolTtlMs = 60_000;
  const clock = createFakeClock({ now: 1_700_000_000_000 });
  const store = createRedisStore(client, { prefix, poolTtlMs }, () => clock.now());
  await openIn(store, { clock });
  // Seven tenths of the time pass for scripts, and for keys.
  await clock.advance(poolTtlMs * 0.7);
  for (const key of await client.keys(`${prefix}:*`)) {
    await client.pexpire(key, (await client.pttl(key)) - poolTtlMs * 0.7);
  }
  await openIn(store, { clock });
  await expectToExpire("open");
});

test("a worker that never said good-bye is forgotten when others come", async () => {
  prefix = "silent";
  const poolTtlMs = 60_000;
  const clock = createFakeClock({ now: 1_700_000_000_000 });
  const store = createRedisStore(client, { prefix, poolTtlMs }, () => clock.now());
  const silent = await openIn(store, { clock });
  await build(silent, "a", { token: "a" });
  const other = await openIn(store, { clock });
  for (let part = 0; part < 4; part++) {
    await clock.advance(poolTtlMs / 3);
    await other.renew([await leaseFrom(other)]);
    await other.retire("a", "manual");
    await build(other, "a", { token: "a" });
  }
  expect(await client.hlen(`${prefix}:{pool}:workers`)).toBe(1 + 2);
  await openIn(store, { clock });
  expect(await client.hlen(`${prefix}:{pool}:workers`)).toBe(1 + 2);
  expect(await client.keys(`${prefix}:{pool}:seen:*`)).toHaveLength(1);
});

test("a pool may live for any time from a second on", async () => {
  prefix = "odd";
  for (const [index, poolTtlMs] of [1_000, 1_001, 1_000.25].entries()) {
    const pool = await openPool(client, { store: { poolTtlMs, prefix }, name: `${index}` });
    await build(pool, "a", { token: "a" });
    expect(await pool.list()).toHaveLength(1);
    await pool.close();
  }
});
