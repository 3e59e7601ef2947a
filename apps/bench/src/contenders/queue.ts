import type { Contender, FullPool } from "./contender.ts";

interface QueueRecord {
  uses: number;
  lastLeasedAt: number;
}

const DONE = Promise.resolve();

/** A stack of free records and an array of those who wait for one: no queue behind promises does less. */
class QueuePool implements FullPool {
  readonly #free: QueueRecord[];
  #waiting: ((record: QueueRecord) => void)[] = [];
  #first = 0;

  constructor(size: number) {
    this.#free = Array.from({ length: size }, () => ({ uses: 0, lastLeasedAt: Date.now() }));
  }

  async cycle(times: number): Promise<void> {
    for (let time = 0; time < times; time++) await this.#put(await this.#take());
  }

  cycleRetiring(): Promise<void> {
    return Promise.reject(new Error("the queue is for waiting callers alone"));
  }

  #take(): Promise<QueueRecord> {
    const record = this.#free.pop();
    if (record === undefined) return new Promise((resolve) => this.#waiting.push(resolve));
    record.lastLeasedAt = Date.now();
    return Promise.resolve(record);
  }

  #put(record: QueueRecord): Promise<void> {
    record.uses++;
    const next = this.#waiting[this.#first];
    if (next === undefined) {
      this.#free.push(record);
      return DONE;
    }
    record.lastLeasedAt = Date.now();
    if (++this.#first === 20_000) {
      this.#waiting = this.#waiting.slice(this.#first);
      this.#first = 0;
    }
    next(record);
    return DONE;
  }
}

export const queue: Contender = {
  async fill(size) {
    const pool = new QueuePool(size);
    return () => pool;
  },
};
