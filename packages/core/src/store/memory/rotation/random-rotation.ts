import type { SessionRecord } from "../record.ts";
import type { Rotation } from "./rotation.ts";

/** Any of the free sessions, by a number the caller draws. */
export class RandomRotation<State> implements Rotation<State> {
  readonly #records: SessionRecord<State>[] = [];

  peek(
    exclude: readonly string[] | undefined,
    pick: number | undefined,
  ): SessionRecord<State> | undefined {
    const records = this.#records;
    const start = Math.floor((pick ?? 0) * records.length);
    const first = records[start];
    if (exclude === undefined) return first;
    for (let step = 0; step < records.length; step++) {
      const record = records[(start + step) % records.length];
      if (record !== undefined && !exclude.includes(record.id)) return record;
    }
    return first;
  }

  add(record: SessionRecord<State>): void {
    record.heapIndex = this.#records.length;
    this.#records.push(record);
  }

  remove(record: SessionRecord<State>): void {
    const last = this.#records.pop();
    if (last === undefined || last === record) return;
    this.#records[record.heapIndex] = last;
    last.heapIndex = record.heapIndex;
  }
}
