import { Heap, type HeapEntry } from "../../heap.ts";
import type { SessionRecord } from "./record.ts";

interface Renewal<State> extends HeapEntry {
  readonly record: SessionRecord<State>;
}

/** Which session is to be renewed next: the one that reaches its age limit first. */
export class Renewals<State> {
  readonly #beforeMs: number;
  readonly #heap = new Heap<Renewal<State>>();
  readonly #entries = new Map<SessionRecord<State>, Renewal<State>>();

  constructor(beforeMs: number) {
    this.#beforeMs = beforeMs;
  }

  watch(record: SessionRecord<State>): void {
    const entry = { record, heapKey: 0, heapIndex: -1, heapOrder: 0 };
    this.#entries.set(record, entry);
    this.#heap.push(entry, record.expiresAt - this.#beforeMs);
  }

  forget(record: SessionRecord<State>): void {
    const entry = this.#entries.get(record);
    if (entry !== undefined) this.#heap.remove(entry);
    this.#entries.delete(record);
  }

  get next(): SessionRecord<State> | undefined {
    return this.#heap.peek()?.record;
  }

  nextInMs(now: number): number {
    const entry = this.#heap.peek();
    return entry === undefined ? Number.POSITIVE_INFINITY : Math.max(0, entry.heapKey - now);
  }
}
