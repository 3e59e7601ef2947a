import { Pool } from "tarn";
import type { Contender, FullPool } from "./contender.ts";

type Resource = Record<string, never>;

class TarnPool implements FullPool {
  readonly #pool: Pool<Resource>;

  constructor(pool: Pool<Resource>) {
    this.#pool = pool;
  }

  async cycle(times: number): Promise<void> {
    const pool = this.#pool;
    for (let time = 0; time < times; time++) pool.release(await pool.acquire().promise);
  }

  cycleRetiring(): Promise<void> {
    return Promise.reject(new Error("tarn cannot throw away a resource that it has handed out"));
  }
}

/** Releasing takes linear time while many are held, so that filling 1,000,000 this way does not end. */
export const tarn: Contender = {
  async fill(size) {
    const pool = new Pool<Resource>({
      create: async () => ({}),
      destroy: () => undefined,
      min: size,
      max: size,
      acquireTimeoutMillis: 600_000,
    });
    // One after the other: callers at once would wait in a queue that it searches.
    const taken: Resource[] = [];
    while (taken.length < size) taken.push(await pool.acquire().promise);
    return () => {
      for (const resource of taken) pool.release(resource);
      return new TarnPool(pool);
    };
  },
};
