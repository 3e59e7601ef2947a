import type { SessionRecord } from "./record.ts";

/** How many keys whose session is gone are remembered, for `onMissing`. The oldest are forgotten first. */
const MAX_LOST_KEYS = 10_000;

/** Which key belongs to which session. */
export class Bindings<State> {
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
    this.#lost.delete(key);
    this.#bound.set(key, record);
    record.keys ??= new Set();
    record.keys.add(key);
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
      if (this.#lost.size <= MAX_LOST_KEYS) break;
      this.#lost.delete(key);
    }
  }
}
