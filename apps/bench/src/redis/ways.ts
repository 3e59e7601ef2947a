import { createSessionPool, type Grant, type PoolStore } from "@sessionary/core";
import { redisStore, type RedisClient, type RedisStoreOptions } from "@sessionary/redis";
import { inFlight } from "../in-flight.ts";
import type { Repeat } from "../rounds.ts";
import { adapter, type State } from "./sessions.ts";
import { leaseFrom, openStorePool } from "./store-pool.ts";

/**
 * How sessions of a full pool are leased and given back:
 *
 * - `"chained"`: by the store, which settles a lease and grants the next in one step.
 * - `"pair"`: by the store, one after the other.
 * - `"use"`: by `pool.use`, as many callers as are in flight.
 * - `"crowded use"`: by `pool.use`, twice as many callers as there are sessions, so that somebody waits whenever one is settled.
 */
export type Way = "chained" | "pair" | "use" | "crowded use";

/** One way to use a pool; each time is one lease, given back. */
export interface OpenWay {
  readonly repeat: Repeat;
  readonly close: () => Promise<void>;
}

/** What is to be opened. */
export interface WayOptions {
  /** How many leases are held or asked for at the same time. */
  readonly concurrency: number;
  /** Sessions of the pool; all are leased all the time where callers are crowded. */
  readonly sessions: number;
  readonly store?: RedisStoreOptions;
}

export async function openWay(
  client: RedisClient,
  way: Way,
  options: WayOptions,
): Promise<OpenWay> {
  if (way === "use" || way === "crowded use") return openUse(client, way, options);
  const { concurrency, sessions, store } = options;
  const pool = await openStorePool(client, sessions, store);
  if (way === "chained") return openChains(pool, concurrency);
  const pair = async (): Promise<void> => {
    const { stale } = await pool.settle(await leaseFrom(pool), "ok");
    if (stale) throw new Error("a lease was lost");
  };
  return { repeat: inFlight(concurrency, pair), close: async () => void (await pool.close()) };
}

/** Every holder keeps its lease from round to round: a round begins with a settle and ends with a lease. */
async function openChains(pool: PoolStore<State>, concurrency: number): Promise<OpenWay> {
  const held: Grant<State>[] = [];
  for (let holder = 0; holder < concurrency; holder++) held.push(await leaseFrom(pool));
  return {
    repeat: async (times) => {
      let left = times;
      const hold = async (first: Grant<State>): Promise<Grant<State>> => {
        let grant = first;
        while (left-- > 0) grant = await chain(pool, grant);
        return grant;
      };
      held.push(...(await Promise.all(held.splice(0).map(hold))));
    },
    close: async () => {
      for (const grant of held) await pool.settle(grant, "ok");
      await pool.close();
    },
  };
}

async function chain(pool: PoolStore<State>, grant: Grant<State>): Promise<Grant<State>> {
  const { stale, next } = await pool.settle(grant, "ok", { next: {} });
  if (stale) throw new Error("a lease was lost");
  if (next?.granted !== true)
    throw new Error(`expected the next lease, got ${JSON.stringify(next)}`);
  return next;
}

async function openUse(
  client: RedisClient,
  way: Way,
  { concurrency, sessions, store }: WayOptions,
): Promise<OpenWay> {
  const pool = createSessionPool({
    name: way,
    size: sessions,
    adapter,
    store: redisStore(client, store),
  });
  await pool.warm();
  const callers = way === "use" ? concurrency : 2 * sessions;
  return {
    repeat: inFlight(callers, () => pool.use(() => Promise.resolve(undefined))),
    close: () => pool.close(),
  };
}
