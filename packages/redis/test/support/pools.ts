import {
  systemClock,
  type Clock,
  type Filled,
  type Grant,
  type PoolLimits,
  type PoolStore,
  type SessionStore,
  type StateCodec,
} from "@sessionary/core";
import type { RedisClient } from "../../src/connection/connect.ts";
import { redisStore } from "../../src/redis-store.ts";
import type { RedisStoreOptions } from "../../src/options.ts";

/** Three sessions and no limit. */
export const someLimits: PoolLimits = {
  size: { min: 3, max: 3 },
  rotation: "round-robin",
  maxErrors: 1,
  errorRecovery: 0,
  maxCheckFailures: 1,
  maxConcurrency: 1,
  maxAgeMs: Infinity,
  maxIdleMs: Infinity,
  maxUses: Infinity,
  renewBeforeMs: 0,
  shrinkAfterMs: 60_000,
  throttleDelayMs: 1_000,
  maxRestMs: 60_000,
  leaseTimeoutMs: 30_000,
};

/** What {@link openPool} opens. */
export interface PoolToOpen<State> {
  readonly store?: RedisStoreOptions;
  readonly limits?: Partial<PoolLimits>;
  readonly name?: string;
  readonly codec?: StateCodec<State>;
  readonly clock?: Clock;
}

/** Opens a pool as a worker of its own would. */
export async function openPool<State = { token: string }>(
  client: RedisClient,
  given: PoolToOpen<State> = {},
): Promise<PoolStore<State>> {
  return openIn(redisStore(client, given.store), given);
}

/** The same in a store that there is. */
export async function openIn<State = { token: string }>(
  store: SessionStore,
  { limits, name = "pool", codec, clock = systemClock }: PoolToOpen<State> = {},
): Promise<PoolStore<State>> {
  return store.open<State>(name, { ...someLimits, ...limits }, { clock, codec });
}

/** Builds a session. */
export async function build<State>(
  pool: PoolStore<State>,
  id: string,
  state: State,
  { lifeMs = Infinity }: { readonly lifeMs?: number } = {},
): Promise<Filled<State>> {
  const vacancy = await pool.reserve({ upTo: "max" });
  if (vacancy === undefined) throw new Error("expected a vacancy, got none");
  const built = { id, state, variant: undefined, ageMs: 0, lifeMs, pauseMs: 0 };
  const filled = await pool.fill(vacancy, built);
  if (filled === undefined) throw new Error(`expected session ${id} to be taken in`);
  return filled;
}

/** Leases a session that has to be free. */
export async function leaseFrom<State>(pool: PoolStore<State>): Promise<Grant<State>> {
  const granted = await pool.lease({});
  if (!granted.granted) throw new Error(`expected a lease, got ${JSON.stringify(granted)}`);
  return granted;
}

/** Resolves when those who wait in this worker are told to ask again. */
export function whenWoken<State>(pool: PoolStore<State>): Promise<void> {
  return new Promise((resolve) => {
    const stop = pool.watch(() => {
      stop();
      resolve();
    });
  });
}
