import { Pool } from "lightning-pool";
import type { Contender, FullPool } from "./contender.ts";

type Resource = Record<string, never>;

class LightningPool implements FullPool {
  readonly #pool: Pool<Resource>;

  constructor(pool: Pool<Resource>) {
    this.#pool = pool;
  }

  async cycle(times: number): Promise<void> {
    const pool = this.#pool;
    for (let time = 0; time < times; time++) await pool.releaseAsync(await pool.acquire());
  }

  async cycleRetiring(times: number, every: number): Promise<void> {
    const pool = this.#pool;
    for (let time = 1; time <= times; time++) {
      const resource = await pool.acquire();
      if (time % every === 0) await pool.destroyAsync(resource);
      else await pool.releaseAsync(resource);
    }
  }
}

export const lightning: Contender = {
  async fill(size) {
    const pool = new Pool<Resource>(
      { create: () => ({}), destroy: () => undefined },
      { min: size, max: size, maxQueue: Number.MAX_SAFE_INTEGER, acquireTimeoutMillis: 600_000 },
    );
    const taken = await Promise.all(Array.from({ length: size }, () => pool.acquire()));
    return () => {
      for (const resource of taken) pool.release(resource);
      return new LightningPool(pool);
    };
  },
};
