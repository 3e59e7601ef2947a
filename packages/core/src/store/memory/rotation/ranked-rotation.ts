import { Heap } from "../../../heap.ts";
import type { SessionRecord } from "../record.ts";
import type { Rotation } from "./rotation.ts";

/** The lowest rank first: the number of uses for `"least-used"`, or what the user's `rank` said. */
export class RankedRotation<State> implements Rotation<State> {
  readonly #heap = new Heap<SessionRecord<State>>();
  readonly #rankOf: (record: SessionRecord<State>) => number;

  constructor(rankOf: (record: SessionRecord<State>) => number) {
    this.#rankOf = rankOf;
  }

  peek(exclude: readonly string[] | undefined): SessionRecord<State> | undefined {
    const first = this.#heap.peek();
    if (exclude === undefined || first === undefined || !exclude.includes(first.id)) return first;
    const skipped: SessionRecord<State>[] = [];
    let record: SessionRecord<State> | undefined = first;
    while (record !== undefined && exclude.includes(record.id)) {
      skipped.push(record);
      this.#heap.remove(record);
      record = this.#heap.peek();
    }
    for (const again of skipped) this.#heap.push(again, again.heapKey);
    return record ?? first;
  }

  add(record: SessionRecord<State>): void {
    this.#heap.push(record, this.#rankOf(record));
  }

  remove(record: SessionRecord<State>): void {
    this.#heap.remove(record);
  }
}
