import { Heap } from "../../heap.ts";
import type { PoolLimits } from "../limits.ts";
import type { Ask } from "../store.ts";
import type { SessionRecord } from "./record.ts";
import { createRotation } from "./rotation/create-rotation.ts";
import type { Rotation } from "./rotation/rotation.ts";

/** Which sessions may be leased now, in order, and which of the others pause or rest, and until when. */
export class Availability<State> {
  readonly #limits: PoolLimits;
  readonly #rotation: Rotation<State>;
  readonly #resting = new Heap<SessionRecord<State>>();

  constructor(limits: PoolLimits) {
    this.#limits = limits;
    this.#rotation = createRotation(limits.rotation);
  }

  get anyResting(): boolean {
    return this.#resting.size > 0;
  }

  next(ask: Ask): SessionRecord<State> | undefined {
    return this.#rotation.peek(ask.exclude, ask.pick);
  }

  /** In how long the next session comes back by itself. */
  readyInMs(now: number): number {
    const next = this.#resting.peek();
    return next === undefined ? Number.POSITIVE_INFINITY : next.heapKey - now;
  }

  /** Brings back those whose pause or rest is over. */
  wake(now: number): void {
    const resting = this.#resting;
    let record = resting.peek();
    while (record !== undefined && record.heapKey <= now) {
      resting.remove(record);
      record.readyAt = Number.NEGATIVE_INFINITY;
      record.place = "rotation";
      this.#rotation.add(record);
      record = resting.peek();
    }
  }

  remove(record: SessionRecord<State>): void {
    if (record.place === "rotation") this.#rotation.remove(record);
    else if (record.place === "resting") this.#resting.remove(record);
    record.place = "nowhere";
  }

  /** Adds a record that is nowhere, unless it is full or worn. */
  add(record: SessionRecord<State>, now: number): void {
    if (record.leases >= this.#limits.maxConcurrency || record.uses >= this.#limits.maxUses) return;
    if (record.readyAt > now) {
      record.place = "resting";
      this.#resting.push(record, record.readyAt);
    } else {
      record.place = "rotation";
      this.#rotation.add(record);
    }
  }

  /** Puts a record that was settled where it belongs; one that others may lease meanwhile keeps its turn. */
  settled(record: SessionRecord<State>, now: number): void {
    if (record.place === "rotation" && !this.#ranked) return;
    this.remove(record);
    this.add(record, now);
  }

  get #ranked(): boolean {
    return this.#limits.rotation === "least-used" || this.#limits.rotation === "ranked";
  }
}
