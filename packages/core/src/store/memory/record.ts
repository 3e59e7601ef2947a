import type { HeapEntry } from "../../heap.ts";
import type { ListNode } from "../../linked-list.ts";
import type { RetireReason, Session } from "../../session/session.ts";
import type { JsonValue } from "../../types.ts";
import type { NewSession } from "../store.ts";

/** Where a record stands: in the rotation, in the heap of those that pause or rest, or in neither (full, worn or retired). */
export type Place = "rotation" | "resting" | "nowhere";

/**
 * A session as the memory store keeps it; what the outside sees as `Session` is this very object. Fields that hold times
 * and other fractions start as such, so that JavaScript engines store them unboxed.
 */
export class SessionRecord<State>
  implements Session<State>, HeapEntry, ListNode<SessionRecord<State>>
{
  readonly id: string;
  readonly slot: number;
  state: State;
  readonly variant: JsonValue | undefined;
  readonly createdAt: number;
  uses = 0;
  errors = 0;
  checkFailures = 0;

  leases = 0;
  leasedAt: number = Number.NaN;
  /** When its last use ended, or it came; leases given back unused are none. Not kept where nothing can be outlived. */
  idleSince: number;
  /** Not leased before this time; -Infinity when it neither pauses nor rests. */
  readyAt: number = Number.NEGATIVE_INFINITY;
  /** End of its drawn life time. */
  readonly expiresAt: number;
  /** `throttled` verdicts in a row. */
  throttles = 0;
  /** Grants up to this fence began before the current rest. */
  restFence = -1;
  keys: Set<string> | undefined = undefined;
  retired: RetireReason | undefined = undefined;

  place: Place = "nowhere";
  rank = 0;
  heapKey = 0;
  heapIndex = -1;
  heapOrder = 0;
  prev: SessionRecord<State> | undefined = undefined;
  next: SessionRecord<State> | undefined = undefined;

  constructor(
    id: string,
    slot: number,
    state: State,
    variant: JsonValue | undefined,
    createdAt: number,
    expiresAt: number,
    idleSince: number,
  ) {
    this.id = id;
    this.slot = slot;
    this.state = state;
    this.variant = variant;
    this.createdAt = createdAt;
    this.expiresAt = expiresAt;
    this.idleSince = idleSince;
  }

  get lastLeasedAt(): number | undefined {
    return Number.isNaN(this.leasedAt) ? undefined : this.leasedAt;
  }

  get lastUsedAt(): number | undefined {
    return Number.isFinite(this.idleSince) ? this.idleSince : undefined;
  }

  /** What printing a session shows: never its state, which holds its secrets. */
  toJSON(): Omit<Session, "state"> {
    const { id, slot, variant, createdAt, lastLeasedAt, uses, errors, checkFailures } = this;
    return { id, slot, variant, createdAt, lastLeasedAt, uses, errors, checkFailures };
  }
}

export function newRecord<State>(
  slot: number,
  built: NewSession<State>,
  now: number,
): SessionRecord<State> {
  const startedAt = now - built.ageMs;
  const record = new SessionRecord<State>(
    built.id,
    slot,
    built.state,
    built.variant,
    startedAt,
    startedAt + built.lifeMs,
    now - (built.idleMs ?? 0),
  );
  if (built.counters !== undefined) Object.assign(record, built.counters);
  if (built.rank !== undefined) record.rank = built.rank;
  if (built.pauseMs > 0) record.readyAt = now + built.pauseMs;
  return record;
}

/** Node's `console.log` asks for this. On the prototype, where it costs a session nothing. */
Object.defineProperty(SessionRecord.prototype, Symbol.for("nodejs.util.inspect.custom"), {
  value(this: SessionRecord<unknown>) {
    return this.toJSON();
  },
});
