import { Heap, type HeapEntry } from "../../heap.ts";

/** Hands out the lowest free integer. */
export class Slots {
  readonly #freed = new Heap<HeapEntry>();
  #next = 0;

  take(): number {
    return this.#freed.pop()?.heapKey ?? this.#next++;
  }

  free(slot: number): void {
    this.#freed.push({ heapKey: 0, heapIndex: -1, heapOrder: 0 }, slot);
  }
}
