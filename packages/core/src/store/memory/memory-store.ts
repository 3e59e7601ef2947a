import type { PoolLimits } from "../limits.ts";
import type { PoolStore, SessionStore, StoreContext } from "../store.ts";
import { MemoryPool } from "./memory-pool.ts";

/**
 * Keeps sessions in this process. Every pool has one of its own unless you share one: pools of the same name on one memory store
 * then share their sessions, as processes do on Redis.
 */
export function memoryStore(): SessionStore {
  const pools = new Map<string, MemoryPool<unknown>>();
  return {
    open<State>(name: string, limits: PoolLimits, context: StoreContext<State>): PoolStore<State> {
      let pool = pools.get(name) as MemoryPool<State> | undefined;
      if (pool === undefined) {
        pool = new MemoryPool<State>(limits, context.clock, () => pools.delete(name));
        pools.set(name, pool);
      }
      pool.opened();
      return pool;
    },
  };
}
