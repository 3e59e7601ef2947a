import type { Clock, Grant, PoolStore } from "@sessionary/core";
import fc from "fast-check";
import { Redis } from "ioredis";
import { afterAll, beforeAll, test } from "vitest";
import { build, openPool } from "../support/pools.ts";
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

/** Time never passes: what comes in time comes at once, and what would mend a message that was not sent never does. */
const clock: Clock = {
  now: () => 1_700_000_000_000,
  setTimeout: (ring, delayMs) => (delayMs === 0 ? setImmediate(ring) : undefined),
  clearTimeout: (timer) => clearImmediate(timer as NodeJS.Immediate | undefined),
};

/** A worker with callers, who ask again when they are told to, and only then. */
class Worker {
  readonly #pool: PoolStore<State>;
  readonly #served: () => void;
  readonly #grants: Grant<State>[] = [];
  waiting = 0;
  #asking: Promise<void> | undefined;
  #isToAskAgain = false;

  constructor(pool: PoolStore<State>, served: () => void) {
    this.#pool = pool;
    this.#served = served;
    pool.watch(() => void this.ask());
  }

  want(): Promise<void> {
    this.waiting += 1;
    return this.ask();
  }

  /** A caller goes away without a word. */
  goAway(): void {
    if (this.waiting > 0) this.waiting -= 1;
  }

  ask(): Promise<void> {
    this.#isToAskAgain = true;
    this.#asking ??= this.#askAll().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  async settle(verdict: "ok" | "error"): Promise<void> {
    const grant = this.#grants.shift();
    if (grant === undefined) return;
    const goesOn = this.waiting > 0 && this.#asking === undefined;
    if (goesOn) this.waiting -= 1;
    const { next } = await this.#pool.settle(grant, verdict, goesOn ? { next: {} } : {});
    if (next?.granted === true) this.#take(next);
    else if (goesOn) this.waiting += 1;
    if (this.waiting > 0 && !goesOn) await this.ask();
  }

  async settleAll(): Promise<void> {
    while (this.#grants.length > 0) await this.settle("ok");
  }

  close(): unknown {
    return this.#pool.close();
  }

  #take(grant: Grant<State>): void {
    this.#grants.push(grant);
    this.#served();
  }

  async #askAll(): Promise<void> {
    while (this.#isToAskAgain) {
      this.#isToAskAgain = false;
      while (this.waiting > 0) {
        const answer = await this.#pool.lease({});
        if (!answer.granted) break;
        if (this.waiting > 0) this.waiting -= 1;
        this.#take(answer);
      }
    }
  }
}

const doing = fc.record({
  worker: fc.nat({ max: 2 }),
  kind: fc.constantFrom("want", "want", "settle", "settle", "goAway"),
  verdict: fc.constantFrom("ok", "error"),
  isAwaited: fc.boolean(),
} as const);

let runs = 0;

test.each([0, 60_000])(
  "whoever waits is woken by messages alone, with leases kept for %i ms",
  async (localLeaseMs) => {
    const property = fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      fc.array(doing, { maxLength: 40, size: "max" }),
      async (size, doings) => {
        const name = `run ${++runs}`;
        let tell: () => void = () => undefined;
        const workers: Worker[] = [];
        for (let worker = 0; worker < 3; worker++) {
          const limits = {
            size: { min: size, max: size },
            maxErrors: 1_000,
            leaseTimeoutMs: 600_000,
          };
          const pool = await openPool<State>(client, {
            name,
            limits,
            clock,
            store: { localLeaseMs },
          });
          for (let id = 0; worker === 0 && id < size; id++)
            await build(pool, `s${id}`, { token: "" });
          workers.push(new Worker(pool, () => tell()));
        }
        const done: Promise<void>[] = [];
        for (const { worker, kind, verdict, isAwaited } of doings) {
          const one = workers[worker] as Worker;
          if (kind === "goAway") {
            one.goAway();
            continue;
          }
          const outcome = kind === "want" ? one.want() : one.settle(verdict);
          if (isAwaited) await outcome;
          else done.push(outcome);
        }
        await Promise.all(done);
        for (;;) {
          const served = new Promise<void>((resolve) => (tell = resolve));
          for (const each of workers) await each.settleAll();
          if (workers.every(({ waiting }) => waiting === 0)) break;
          await served;
        }
        for (const each of workers) await each.close();
      },
    );
    // Who is forgotten waits forever: that is said of the first such sequence.
    await fc.assert(property, { numRuns: 200, timeout: 20_000, endOnFailure: true });
  },
);
