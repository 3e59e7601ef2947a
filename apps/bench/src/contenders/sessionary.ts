import { createSessionPool, type SessionPool } from "@sessionary/core";
import type { Contender, FullPool } from "./contender.ts";

/** Everything by default, but for the size. */
export function emptyPool(size: number): SessionPool {
  return createSessionPool({ size, init: () => true });
}

class FullSessionPool implements FullPool {
  readonly #pool: SessionPool;

  constructor(pool: SessionPool) {
    this.#pool = pool;
  }

  async cycle(times: number): Promise<void> {
    const pool = this.#pool;
    for (let time = 0; time < times; time++) {
      const lease = await pool.acquire();
      await lease.settle("ok");
    }
  }

  async cycleRetiring(times: number, every: number): Promise<void> {
    const pool = this.#pool;
    for (let time = 1; time <= times; time++) {
      const lease = await pool.acquire();
      await lease.settle(time % every === 0 ? "expired" : "ok");
    }
  }
}

export const sessionary: Contender = {
  async fill(size) {
    const pool = emptyPool(size);
    await pool.warm();
    return () => new FullSessionPool(pool);
  },
};
