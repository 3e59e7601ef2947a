import type { JsonValue } from "../types.ts";

/**
 * One identity on the web, as a pool keeps it. The counters are live: they show the session as it is, not as it
 * was when it was leased.
 */
export interface Session<State = unknown> {
  /** Unique in its pool: a UUID, unless the session was added or asked for under another id. */
  readonly id: string;
  /** The lowest integer that was free when the session was begun; unique among live and starting sessions. */
  readonly slot: number;
  /** What `init` built, or the adapter opened: a token, a cookie jar, a browser context. */
  readonly state: State;
  /** The variant of the request the session was built for. */
  readonly variant: JsonValue | undefined;
  /** When its init started, in epoch milliseconds. */
  readonly createdAt: number;
  /** When it was last leased, in epoch milliseconds; `undefined` before the first lease. */
  readonly lastLeasedAt: number | undefined;
  /**
   * When its last use ended, or its init, in epoch milliseconds; leases settled as `unused` are no use. Missing where the pool limits no idle
   * time, or the store does not tell.
   */
  readonly lastUsedAt?: number | undefined;
  /** Leases granted so far, less those settled as `unused`. */
  readonly uses: number;
  /** `error` verdicts, less what `errorRecovery` took away. */
  readonly errors: number;
  /** `invalid` verdicts. */
  readonly checkFailures: number;
}

/**
 * Why a session left its pool for good.
 *
 * - `errors`, `check`, `expired`: what its exchanges said;
 * - `age`, `idle`, `uses`: a life limit;
 * - `renewed`: its replacement was built before it grew too old;
 * - `surplus`, `resize`: the pool got smaller;
 * - `overdue`: a lease outlived `maxLeaseMs`;
 * - `manual`: `retire(id)` without a reason;
 * - `closed`: the pool closed.
 *
 * `retire(id, reason)` may name any other.
 */
export type RetireReason =
  | "errors"
  | "check"
  | "expired"
  | "age"
  | "idle"
  | "uses"
  | "renewed"
  | "surplus"
  | "resize"
  | "overdue"
  | "manual"
  | "closed"
  | (string & {});
