import { Heap, type HeapEntry } from "../../heap.ts";
import type { RetireReason } from "../../session/session.ts";
import type { PoolLimits } from "../limits.ts";
import type { SessionRecord } from "./record.ts";

interface Deadline<State> extends HeapEntry {
  readonly record: SessionRecord<State>;
}

const NEVER = Number.POSITIVE_INFINITY;

/**
 * When sessions outlive a limit. A session is looked at when the earliest of its limits could be over; using it only moves the
 * real end, so that leasing and settling need not touch this heap.
 */
export class Expiry<State> {
  #limits: PoolLimits;
  readonly #heap = new Heap<Deadline<State>>();
  readonly #entries = new Map<SessionRecord<State>, Deadline<State>>();

  constructor(limits: PoolLimits) {
    this.#limits = limits;
  }

  set limits(limits: PoolLimits) {
    this.#limits = limits;
  }

  /** Whether any session can outlive anything: if not, nobody need read the clock for it. */
  get isOn(): boolean {
    const { maxAgeMs, maxIdleMs, size } = this.#limits;
    return maxAgeMs < NEVER || maxIdleMs < NEVER || size.min < size.max;
  }

  /** Why a session may not be leased any more. */
  outlived(record: SessionRecord<State>, now: number): RetireReason | undefined {
    if (now >= record.expiresAt) return "age";
    const idle = record.leases === 0 && now >= record.idleSince + this.#limits.maxIdleMs;
    return idle ? "idle" : undefined;
  }

  /** Why an idle session has to go. */
  isOver(record: SessionRecord<State>, live: number, now: number): RetireReason | undefined {
    const surplus =
      live > this.#limits.size.min && now >= record.idleSince + this.#limits.shrinkAfterMs;
    return this.outlived(record, now) ?? (surplus ? "surplus" : undefined);
  }

  /** Keeps an eye on a session, from now or after what limits it has changed. */
  watch(record: SessionRecord<State>, live: number, now: number): void {
    if (!this.isOn) return this.forget(record);
    const { maxIdleMs, shrinkAfterMs, size } = this.#limits;
    const idleMs = live > size.min ? Math.min(maxIdleMs, shrinkAfterMs) : maxIdleMs;
    // A leased session is not idle, and if it is too old its settle will find out.
    const end =
      record.leases === 0
        ? Math.min(record.expiresAt, record.idleSince + idleMs)
        : Math.min(record.expiresAt > now ? record.expiresAt : NEVER, now + Math.max(1, idleMs));
    if (end === NEVER) return this.forget(record);
    let entry = this.#entries.get(record);
    if (entry === undefined) {
      entry = { record, heapKey: 0, heapIndex: -1, heapOrder: 0 };
      this.#entries.set(record, entry);
    }
    this.#heap.update(entry, end);
  }

  forget(record: SessionRecord<State>): void {
    const entry = this.#entries.get(record);
    if (entry === undefined) return;
    this.#heap.remove(entry);
    this.#entries.delete(record);
  }

  /** The next session to look at, if its time has come. */
  due(now: number): SessionRecord<State> | undefined {
    const entry = this.#heap.peek();
    return entry !== undefined && entry.heapKey <= now ? entry.record : undefined;
  }

  nextInMs(now: number): number {
    const entry = this.#heap.peek();
    return entry === undefined ? NEVER : Math.max(0, entry.heapKey - now);
  }
}
