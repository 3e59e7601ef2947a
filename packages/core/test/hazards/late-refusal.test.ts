import { expect, it } from "vitest";
import {
  createSessionPool,
  memoryStore,
  type PoolStore,
  type SessionStore,
} from "../../src/index.ts";
import { asyncStore } from "../../src/testing/index.ts";

/** A far store whose refusals take longer to arrive than what comes after them. */
function slowToRefuse(): SessionStore {
  const inner = asyncStore(memoryStore());
  const slow = <State>(pool: PoolStore<State>): PoolStore<State> => ({
    ...pool,
    limits: pool.limits,
    shared: pool.shared,
    async lease(ask) {
      const answer = await pool.lease(ask);
      if (!answer.granted) for (let turn = 0; turn < 50; turn++) await Promise.resolve();
      return answer;
    },
  });
  return { open: async (name, limits, context) => slow(await inner.open(name, limits, context)) };
}

it("a session that is freed while a refusal is on its way serves the caller that is refused", async () => {
  const pool = createSessionPool({ size: 1, store: slowToRefuse(), init: () => "session" });
  await pool.warm();
  const uses = [1, 2, 3].map((turn) => pool.use(() => turn));
  expect(await Promise.all(uses)).toEqual([1, 2, 3]);
  await pool.close();
}, 5_000);
