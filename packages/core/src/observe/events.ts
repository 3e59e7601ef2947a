import type { RetireReason } from "../session/session.ts";
import type { Phase } from "../judging/exchange.ts";
import type { Verdict } from "../judging/verdict.ts";
import type { ErrorCode, SessionaryError } from "../errors/sessionary-error.ts";
import type { PoolLimits } from "../store/limits.ts";

/** How a bad init failed: by answer (`false`, a blaming verdict), by a throwing checker, or by a throw or time-out. */
export type BadInitReason = "rejected" | "checkError" | "failed";

/** What happens in a pool, by event name. Every event names its `pool`; none carries a secret of ours. */
export interface PoolEvents {
  "session:starting": {
    readonly pool: string;
    readonly id: string;
    readonly slot: number;
    readonly attempt: number;
  };
  "session:ready": {
    readonly pool: string;
    readonly id: string;
    readonly slot: number;
    readonly tookMs: number;
  };
  "session:retired": {
    readonly pool: string;
    readonly id: string;
    readonly slot: number;
    readonly reason: RetireReason;
    readonly uses: number;
  };
  "init:failed": {
    readonly pool: string;
    readonly id: string;
    readonly reason: BadInitReason;
    /** What the judgement said, if it said why. */
    readonly detail: string | undefined;
    readonly error: unknown;
    /** Bad inits in a row, this one included. */
    readonly badInits: number;
  };
  "init:later": {
    readonly pool: string;
    readonly id: string;
    readonly reason: string;
    readonly retryInMs: number;
  };
  /** The adapter's `close` failed: what the session held may still be open. */
  "session:close-failed": { readonly pool: string; readonly id: string; readonly error: unknown };
  "lease:granted": { readonly pool: string; readonly id: string };
  "lease:settled": {
    readonly pool: string;
    readonly id: string;
    readonly verdict: Verdict;
    readonly reason: string | undefined;
  };
  /** A lease is held longer than `leaseWarningMs` (`ended: false`), or was ended at `maxLeaseMs` (`ended: true`). */
  "lease:overdue": {
    readonly pool: string;
    readonly id: string;
    readonly heldMs: number;
    readonly ended: boolean;
    /** Where the lease was asked for; kept only when `leaseWarningMs` is set. */
    readonly stack: string | undefined;
  };
  /** The store gave a lease to somebody else, because its holder stopped renewing it. */
  "lease:lost": { readonly pool: string; readonly id: string };
  "waiter:queued": { readonly pool: string; readonly waiting: number };
  "waiter:served": { readonly pool: string; readonly id: string; readonly waitedMs: number };
  /** A caller left the queue with nothing; `code` is missing when its own signal aborted. */
  "waiter:refused": { readonly pool: string; readonly code: ErrorCode | undefined };
  /** A checker threw, or a classifier or a rank did. */
  "check:error": {
    readonly pool: string;
    readonly id: string;
    readonly phase: Phase;
    readonly error: unknown;
  };
  "pool:failed": { readonly pool: string; readonly error: SessionaryError };
  /** The store failed where no caller was waiting for it; it is asked again. */
  "pool:store-failed": { readonly pool: string; readonly error: SessionaryError };
  "pool:paused": { readonly pool: string };
  "pool:resumed": { readonly pool: string };
  /** The pool begins to close; `error` is what callers are refused with from now on. */
  "pool:closing": { readonly pool: string; readonly error: SessionaryError };
  "pool:closed": { readonly pool: string; readonly reason: string | undefined };
  /** Another opener of a shared pool had fixed other limits; `inForce` applies. */
  "pool:limits-differ": {
    readonly pool: string;
    readonly asked: PoolLimits;
    readonly inForce: PoolLimits;
  };
  /** A listener to `event` threw, or rejected. */
  "listener:error": {
    readonly pool: string;
    readonly event: Exclude<PoolEventName, "listener:error">;
    readonly error: unknown;
  };
}

/** The name of an event. */
export type PoolEventName = keyof PoolEvents;

/** Receives one kind of event. What it throws never reaches the pool, but becomes a `listener:error` event. */
export type PoolListener<Name extends PoolEventName = PoolEventName> = (
  event: PoolEvents[Name],
) => void;
