import type { Contender, FullPool } from "./contender.ts";

interface RingRecord {
  readonly id: number;
  readonly createdAt: number;
  state: unknown;
  lastLeasedAt: number;
  uses: number;
}

/** Records in a ring: the oldest is taken, and comes back at the end. Nothing that hands out sessions behind a promise does less. */
class Ring {
  readonly #records: RingRecord[] = [];
  readonly #size: number;
  #head = 0;
  #tail = 0;
  #built = 0;

  constructor(size: number) {
    this.#size = size;
    for (let index = 0; index < size; index++) this.#records.push(this.build());
  }

  build(): RingRecord {
    const createdAt = Date.now();
    return { id: this.#built++, createdAt, state: undefined, lastLeasedAt: createdAt, uses: 0 };
  }

  async take(): Promise<RingRecord> {
    return this.#next();
  }

  async takeAt(): Promise<RingRecord> {
    const record = this.#next();
    record.lastLeasedAt = Date.now();
    return record;
  }

  put(record: RingRecord): void {
    record.uses++;
    this.#records[this.#tail] = record;
    this.#tail = this.#tail + 1 === this.#size ? 0 : this.#tail + 1;
  }

  #next(): RingRecord {
    const record = this.#records[this.#head] as RingRecord;
    this.#head = this.#head + 1 === this.#size ? 0 : this.#head + 1;
    return record;
  }
}

class RingPool implements FullPool {
  readonly #ring: Ring;

  constructor(size: number) {
    this.#ring = new Ring(size);
  }

  /** The reference: one `await` and one `Date.now()`. */
  async cycle(times: number): Promise<void> {
    const ring = this.#ring;
    for (let time = 0; time < times; time++) ring.put(await ring.takeAt());
  }

  /** The ideal of retiring: one `await`, and the clock is read for what is built. */
  async cycleRetiring(times: number, every: number): Promise<void> {
    const ring = this.#ring;
    for (let time = 1; time <= times; time++) {
      const record = await ring.take();
      ring.put(time % every === 0 ? ring.build() : record);
    }
  }
}

export const ring: Contender = {
  async fill(size) {
    const pool = new RingPool(size);
    return () => pool;
  },
};
