import { createFakeClock, createRandom, type FakeClock } from "@sessionary/core/testing";
import {
  createSessionPool,
  type AcquireOptions,
  type Lease,
  type PoolOptions,
  type SessionPool,
} from "../../src/index.ts";

/** A pool on a clock that stands still, with seeded random. */
export interface TestPool<State, Request, Response> {
  readonly pool: SessionPool<State, Request, Response>;
  readonly clock: FakeClock;
}

/** Creates a pool whose clock the test moves. Options win over the defaults of the tests: a fake clock at 0, seed 1. */
export function createPool<State = undefined, Request = unknown, Response = unknown>(
  options: PoolOptions<State, Request, Response> & { readonly clock?: FakeClock } = {},
): TestPool<State, Request, Response> {
  const clock = options.clock ?? createFakeClock();
  const pool = createSessionPool<State, Request, Response>({
    random: createRandom(1),
    ...options,
    clock,
  });
  return { pool, clock };
}

/** Leases `count` sessions, one after the other. */
export async function acquireAll<State, Request, Response>(
  pool: SessionPool<State, Request, Response>,
  count: number,
  options?: AcquireOptions<Request>,
): Promise<Lease<State>[]> {
  const leases: Lease<State>[] = [];
  for (let each = 0; each < count; each++) leases.push(await pool.acquire(options));
  return leases;
}

/** Leases a session and settles it at once. Answers its id. */
export async function useOnce<State, Request, Response>(
  pool: SessionPool<State, Request, Response>,
  verdict: Parameters<Lease["settle"]>[0] = "ok",
  options?: AcquireOptions<Request>,
): Promise<string> {
  const lease = await pool.acquire(options);
  await lease.settle(verdict);
  return lease.session.id;
}
