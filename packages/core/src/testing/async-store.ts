import type { PoolLimits } from "../store/limits.ts";
import type { PoolStore, SessionStore, StoreContext } from "../store/store.ts";

/**
 * The same store, far away: each call arrives a moment after it was made, in the order of the calls, and answers by promise. For
 * tests of what must also work with a store that is not in the process. `get` and `watch` stay as they are.
 *
 * @example
 * ```ts
 * import { createSessionPool, memoryStore } from "@sessionary/core";
 * import { asyncStore } from "@sessionary/core/testing";
 *
 * const pool = createSessionPool({ store: asyncStore(memoryStore()) });
 * await pool.close();
 * ```
 */
export function asyncStore(store: SessionStore): SessionStore {
  return {
    async open<State>(
      name: string,
      limits: PoolLimits,
      context: StoreContext<State>,
    ): Promise<PoolStore<State>> {
      await Promise.resolve();
      return farAway(await store.open(name, limits, context));
    },
  };
}

function farAway<State>(pool: PoolStore<State>): PoolStore<State> {
  const later = async <Answer>(call: () => Answer): Promise<Awaited<Answer>> => {
    await Promise.resolve();
    return await call();
  };
  return {
    get shared() {
      return pool.shared;
    },
    get limits() {
      return pool.limits;
    },
    lease: (ask) => later(() => pool.lease(ask)),
    settle: (grant, verdict, options) => later(() => pool.settle(grant, verdict, options)),
    reserve: (options) => later(() => pool.reserve(options)),
    fill: (vacancy, record) => later(() => pool.fill(vacancy, record)),
    abandon: (vacancy, outcome, options) => later(() => pool.abandon(vacancy, outcome, options)),
    forgive: () => later(() => pool.forgive()),
    renew: (held) => later(() => pool.renew(held)),
    retire: (id, reason) => later(() => pool.retire(id, reason)),
    patch: (id, state) => later(() => pool.patch(id, state)),
    sweep: () => later(() => pool.sweep()),
    resize: (size) => later(() => pool.resize(size)),
    get: (id) => pool.get(id),
    list: () => later(() => pool.list()),
    counts: () => later(() => pool.counts()),
    watch: (...listeners) => pool.watch(...listeners),
    close: () => later(() => pool.close()),
  };
}
