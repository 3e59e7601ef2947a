import { createPool, type Pool } from "generic-pool";
import type { Contender, FullPool } from "./contender.ts";

type Resource = Record<string, never>;

class GenericPool implements FullPool {
  readonly #pool: Pool<Resource>;

  constructor(pool: Pool<Resource>) {
    this.#pool = pool;
  }

  async cycle(times: number): Promise<void> {
    const pool = this.#pool;
    for (let time = 0; time < times; time++) await pool.release(await pool.acquire());
  }

  async cycleRetiring(times: number, every: number): Promise<void> {
    const pool = this.#pool;
    for (let time = 1; time <= times; time++) {
      const resource = await pool.acquire();
      if (time % every === 0) await pool.destroy(resource);
      else await pool.release(resource);
    }
  }
}

export const generic: Contender = {
  async fill(size) {
    const pool = createPool<Resource>(
      { create: async () => ({}), destroy: async () => undefined },
      { min: size, max: size },
    );
    await pool.ready();
    return () => new GenericPool(pool);
  },
};
