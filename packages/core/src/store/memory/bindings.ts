import type { SessionRecord } from "./record.ts";

/** How many keys a pool remembers, and how many whose session is gone, for `onMissing`. The oldest are forgotten first. */
const MAX_KEYS = 10_000;

/** Which key belongs to which session. */
export class Bindings<State> {
  /** In the order of their last use. */
  readonly #bound = new Map<string, SessionRecord<State>>();
  readonly #lost = new Set<string>();

  get(key: string): SessionRecord<State> | undefined {
    return this.#bound.get(key);
  }

  /** Whether the key had a session, which is gone. */
  isLost(key: string): boolean {
    return this.#lost.has(key);
  }

  bind(key: string, record: SessionRecord<State>): void {
    const before = this.#bound.get(key);
    if (before !== record) before?.keys?.delete(key);
    this.#lost.delete(key);
    this.#bound.delete(key);
    this.#bound.set(key, record);
    record.keys ??= new Set();
    record.keys.add(key);
    if (this.#bound.size > MAX_KEYS) this.#forgetOldest();
  }

  /** Called when a session retires. */
  release(record: SessionRecord<State>): void {
    if (record.keys === undefined) return;
    for (const key of record.keys) {
      this.#bound.delete(key);
      this.#lost.add(key);
    }
    record.keys = undefined;
    for (const key of this.#lost) {
      if (this.#lost.size <= MAX_KEYS) break;
      this.#lost.delete(key);
    }
  }

  #forgetOldest(): void {
    for (const [key, record] of this.#bound) {
      this.#bound.delete(key);
      record.keys?.delete(key);
      return;
    }
  }
}
