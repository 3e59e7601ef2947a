import { expect, it } from "vitest";
import {
  createSessionPool,
  memoryStore,
  type PoolStore,
  type SessionStore,
} from "../../src/index.ts";
import { asyncStore } from "../../src/testing/index.ts";

interface Calls {
  lease: number;
  reserve: number;
  settle: number;
  /** Settles that ask for the next lease in the same step. */
  chained: number;
}

/** A store that answers by promise, and what it was asked. */
function countedStore(): { readonly store: SessionStore; readonly calls: Calls } {
  const calls = { lease: 0, reserve: 0, settle: 0, chained: 0 };
  const inner = asyncStore(memoryStore());
  const count = <State>(pool: PoolStore<State>): PoolStore<State> => ({
    ...pool,
    limits: pool.limits,
    shared: pool.shared,
    lease(ask) {
      calls.lease++;
      return pool.lease(ask);
    },
    reserve(options) {
      calls.reserve++;
      return pool.reserve(options);
    },
    settle(grant, verdict, options) {
      calls.settle++;
      if (options?.next !== undefined) calls.chained++;
      return pool.settle(grant, verdict, options);
    },
  });
  const store: SessionStore = {
    open: async (name, limits, context) => count(await inner.open(name, limits, context)),
  };
  return { store, calls };
}

const SIZE = 4;
const CALLERS = 12;
const USES = 600;

async function crawl(): Promise<{ readonly calls: Calls; readonly order: readonly number[] }> {
  const { store, calls } = countedStore();
  const pool = createSessionPool({ size: SIZE, store, init: () => "session" });
  await pool.warm();
  Object.assign(calls, { lease: 0, reserve: 0, settle: 0, chained: 0 });
  const order: number[] = [];
  let asked = 0;
  const caller = async (): Promise<void> => {
    while (asked < USES) {
      const turn = asked++;
      await pool.use(async () => {
        order.push(turn);
        await Promise.resolve();
      });
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  const asWas = { ...calls };
  await pool.close();
  return { calls: asWas, order };
}

it("a far store is asked once for a settle and the next lease, while callers wait", async () => {
  const { calls } = await crawl();
  expect(calls.settle).toBe(USES);
  expect(calls.chained).toBeGreaterThan(0.9 * USES);
  expect(calls.lease).toBeLessThan(0.1 * USES);
});

it("a far store that has said that it is full is not asked for vacancies until something has changed", async () => {
  const { calls } = await crawl();
  expect(calls.reserve).toBeLessThan(CALLERS);
});

it("callers of a far store are served in the order they came", async () => {
  const { order } = await crawl();
  expect(order).toEqual(Array.from({ length: USES }, (_, turn) => turn));
});
