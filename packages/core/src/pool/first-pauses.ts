import type { Clock } from "../clock.ts";
import { Heap, type HeapEntry } from "../heap.ts";

interface FirstPause extends HeapEntry {
  readonly id: string;
}

/** Sessions that are built and that nobody may use yet, since their first pause runs: who waits need not have another one built. */
export class FirstPauses {
  readonly #clock: Clock;
  readonly #heap = new Heap<FirstPause>();
  readonly #pauses = new Map<string, FirstPause>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    if (this.#heap.size === 0) return 0;
    const now = this.#clock.now();
    for (let first = this.#heap.peek(); first !== undefined; first = this.#heap.peek()) {
      if (first.heapKey > now) break;
      this.delete(first.id);
    }
    return this.#heap.size;
  }

  add(id: string, pauseMs: number): void {
    const pause = { id, heapKey: 0, heapIndex: -1, heapOrder: 0 };
    this.#pauses.set(id, pause);
    this.#heap.push(pause, this.#clock.now() + pauseMs);
  }

  delete(id: string): void {
    const pause = this.#pauses.get(id);
    if (pause !== undefined) this.#heap.remove(pause);
    this.#pauses.delete(id);
  }
}
