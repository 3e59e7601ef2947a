import { isDeepStrictEqual } from "node:util";
import {
  memoryStore,
  type Grant,
  type PoolLimits,
  type PoolStore,
  type SessionStore,
  type Verdict,
} from "@sessionary/core";
import { createFakeClock, type FakeClock } from "@sessionary/core/testing";
import fc from "fast-check";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRedisStore } from "../../src/redis-store.ts";
import { openIn, someLimits } from "../support/pools.ts";
import { withRedis } from "../support/redis.ts";

const redis = withRedis();
let client: Redis;
beforeAll(() => {
  client = new Redis(redis.server.url);
});
afterAll(() => client.disconnect());

interface State {
  token: string;
}

interface Command {
  readonly worker: 0 | 1;
  readonly kind: "lease" | "settle" | "build" | "retire" | "patch" | "advance" | "resize";
  readonly number: number;
  readonly verdict: Verdict;
  readonly goesOn: boolean;
  readonly changes: boolean;
}

const command: fc.Arbitrary<Command> = fc.record({
  worker: fc.constantFrom(0, 1),
  kind: fc.constantFrom(
    ...(["lease", "lease", "lease", "settle", "settle", "settle", "build", "build"] as const),
    ...(["retire", "patch", "advance", "resize"] as const),
  ),
  number: fc.nat({ max: 9 }),
  verdict: fc.constantFrom<Verdict[]>("ok", "ok", "ok", "ok", "ok", "error", "throttled", "unused"),
  goesOn: fc.boolean(),
  changes: fc.constantFrom(false, false, true),
});

const limits: fc.Arbitrary<Partial<PoolLimits>> = fc.record({
  size: fc.constantFrom({ min: 4, max: 4 }, { min: 1, max: 6 }),
  maxErrors: fc.constant(3),
  errorRecovery: fc.constantFrom(0.5, 1),
  maxUses: fc.constantFrom(4, Infinity),
  maxIdleMs: fc.constantFrom(400, Infinity),
  throttleDelayMs: fc.constant(100),
  leaseTimeoutMs: fc.constant(1_000_000_000),
});

/** Two workers of one pool. Nobody asks for what is not free: who has to wait is served in another order by each store. */
class Workers {
  readonly #clock: FakeClock;
  readonly #pools: readonly PoolStore<State>[];
  readonly #grants: { readonly worker: number; readonly grant: Grant<State> }[] = [];
  #built = 0;

  constructor(clock: FakeClock, pools: readonly PoolStore<State>[]) {
    this.#clock = clock;
    this.#pools = pools;
  }

  async run(given: Command): Promise<unknown> {
    const answer = await this.#answer(given);
    const other = this.#pools[1 - given.worker] as PoolStore<State>;
    return { answer, counts: await other.counts() };
  }

  async #answer({ worker, kind, number, verdict, goesOn, changes }: Command): Promise<unknown> {
    const pool = this.#pools[worker] as PoolStore<State>;
    const isFree = (await pool.counts()).ready > 0;
    switch (kind) {
      case "lease":
        return isFree ? this.#leased(worker, await pool.lease({})) : "none is free";
      case "settle": {
        const [held] = this.#grants.splice(number % Math.max(1, this.#grants.length), 1);
        if (held === undefined) return "none is leased";
        const { grant } = held;
        // What nobody has used is not looked at.
        if (changes && verdict !== "unused") grant.session.state.token += `+${number}`;
        const next = goesOn && isFree ? {} : undefined;
        const owner = this.#pools[held.worker] as PoolStore<State>;
        const settled = await owner.settle(grant, verdict, { next });
        const { stale, closable, retired } = settled;
        const answer = settled.next && this.#leased(held.worker, settled.next);
        return { stale, closable, retired: retired?.reason, answer };
      }
      case "build": {
        const vacancy = await pool.reserve({ upTo: "max" });
        if (vacancy === undefined) return "full";
        const id = `s${this.#built++ % 10}`;
        const timeless = { variant: undefined, ageMs: 0, lifeMs: Infinity, pauseMs: 0 };
        const filled = await pool.fill(vacancy, { id, state: { token: id }, ...timeless });
        return { slot: vacancy.slot, id: filled?.session.id };
      }
      case "retire":
        return (await pool.retire(`s${number}`, "manual"))?.reason;
      case "patch": {
        // Who holds a session while it is patched changes what it was given: that is merged, or not, by the codec.
        const isHeld = this.#grants.some(({ grant }) => grant.session.id === `s${number}`);
        return isHeld || pool.patch(`s${number}`, { token: `patched ${number}` });
      }
      case "advance":
        await this.#clock.advance(number * 20);
        return (await pool.sweep()).retired.map(({ session }) => session.id).toSorted();
      case "resize":
        return (await pool.resize({ min: 1, max: 1 + (number % 6) })).length;
    }
  }

  #leased(worker: number, answer: Awaited<ReturnType<PoolStore<State>["lease"]>>): unknown {
    if (!answer.granted) return answer;
    this.#grants.push({ worker, grant: answer });
    const { id, slot, state, uses, errors, lastLeasedAt } = answer.session;
    return { id, slot, state: { ...state }, uses, errors, lastLeasedAt };
  }
}

let runs = 0;

async function openTwo(
  stores: (clock: FakeClock) => readonly [SessionStore, SessionStore],
  given: Partial<PoolLimits>,
): Promise<{ readonly workers: Workers; readonly pools: readonly PoolStore<State>[] }> {
  const clock = createFakeClock({ now: 1_700_000_000_000 });
  const pools: PoolStore<State>[] = [];
  for (const store of stores(clock)) {
    pools.push(await openIn<State>(store, { clock, limits: { ...someLimits, ...given } }));
  }
  return { workers: new Workers(clock, pools), pools };
}

test("two workers are answered as two openers of one memory store", async () => {
  const property = fc.asyncProperty(
    limits,
    fc.array(command, { maxLength: 80, size: "max" }),
    async (given, commands) => {
      const prefix = `two-${++runs}`;
      const memory = memoryStore();
      const one = await openTwo(() => [memory, memory], given);
      const open = (clock: FakeClock): SessionStore =>
        createRedisStore(client, { prefix }, () => clock.now());
      const other = await openTwo((clock) => [open(clock), open(clock)], given);
      try {
        for (const [index, each] of commands.entries()) {
          const [expected, got] = [await one.workers.run(each), await other.workers.run(each)];
          if (isDeepStrictEqual(got, expected)) continue;
          expect(got, `command ${index}, ${JSON.stringify(each)}`).toEqual(expected);
        }
      } finally {
        for (const pool of other.pools) await pool.close();
      }
    },
  );
  await fc.assert(property, { numRuns: 250 });
});
