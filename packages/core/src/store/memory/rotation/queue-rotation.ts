import { LinkedList } from "../../../linked-list.ts";
import type { SessionRecord } from "../record.ts";
import type { Rotation } from "./rotation.ts";

/** A queue: `"round-robin"` adds freed sessions at its back, `"until-retired"` at its front. */
export class QueueRotation<State> implements Rotation<State> {
  readonly #list = new LinkedList<SessionRecord<State>>();
  readonly #addAt: "back" | "front";

  constructor(addAt: "back" | "front") {
    this.#addAt = addAt;
  }

  peek(exclude: readonly string[] | undefined): SessionRecord<State> | undefined {
    const first = this.#list.first;
    if (exclude === undefined) return first;
    let record = first;
    while (record !== undefined && exclude.includes(record.id)) record = record.next;
    return record ?? first;
  }

  add(record: SessionRecord<State>): void {
    if (this.#addAt === "back") this.#list.pushBack(record);
    else this.#list.pushFront(record);
  }

  remove(record: SessionRecord<State>): void {
    this.#list.remove(record);
  }
}
