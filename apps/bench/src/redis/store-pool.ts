import { systemClock, type Grant, type PoolLimits, type PoolStore } from "@sessionary/core";
import { redisStore, type RedisClient, type RedisStoreOptions } from "@sessionary/redis";
import { inFlight } from "../in-flight.ts";
import { codec, newState, type State } from "./sessions.ts";

const LIMITS: Omit<PoolLimits, "size"> = {
  rotation: "round-robin",
  maxErrors: 1,
  errorRecovery: 0,
  maxCheckFailures: 1,
  maxConcurrency: 1,
  maxAgeMs: Number.POSITIVE_INFINITY,
  maxIdleMs: Number.POSITIVE_INFINITY,
  maxUses: Number.POSITIVE_INFINITY,
  renewBeforeMs: 0,
  shrinkAfterMs: 60_000,
  throttleDelayMs: 10_000,
  maxRestMs: 300_000,
  // Nobody renews leases here: those that are held while others are measured must not be lost.
  leaseTimeoutMs: 3_600_000,
};

/** A full pool as its store keeps it, with no pool of ours above. Close it. */
export async function openStorePool(
  client: RedisClient,
  size: number,
  options?: RedisStoreOptions,
): Promise<PoolStore<State>> {
  const limits = { ...LIMITS, size: { min: size, max: size } };
  const context = { clock: systemClock, codec };
  const pool = await redisStore(client, options).open<State>(`store ${size}`, limits, context);
  const build = async (): Promise<void> => {
    const vacancy = await pool.reserve({ upTo: "max" });
    if (vacancy === undefined) throw new Error("expected a vacancy, got none");
    const built = { id: crypto.randomUUID(), state: newState(), variant: undefined };
    const times = { ageMs: 0, lifeMs: Number.POSITIVE_INFINITY, pauseMs: 0 };
    const filled = await pool.fill(vacancy, { ...built, ...times });
    if (filled === undefined) throw new Error("expected the session to be taken in");
  };
  await inFlight(64, build)(size);
  const { live } = await pool.counts();
  if (live !== size) throw new Error(`expected ${size} sessions, got ${live}`);
  return pool;
}

/** @throws when there is none: no question here is about waiting for one */
export async function leaseFrom(pool: PoolStore<State>): Promise<Grant<State>> {
  const answer = await pool.lease({});
  if (!answer.granted) throw new Error(`expected a lease, got ${JSON.stringify(answer)}`);
  return answer;
}
