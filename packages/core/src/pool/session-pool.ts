import type { Judgement } from "../judging/verdict.ts";
import type { PoolEventName, PoolListener } from "../observe/events.ts";
import type { PoolStats } from "../observe/stats.ts";
import type { RetireReason, Session } from "../session/session.ts";
import type { OnMissing } from "../store/store.ts";
import type { JsonValue, MaybePromise } from "../types.ts";
import type { PoolExport } from "./pool-export.ts";

/** What one call wants of the pool. */
export interface AcquireOptions<Request = unknown> {
  /** Handed to `init`, `classify` and `check`; the trigger of what is built for this call. */
  readonly request?: Request;
  /** Handed to `init` and `check`. */
  readonly variant?: JsonValue;
  /**
   * Binds to one session at the first grant, while that lives; others with the same key wait behind it. A pool remembers the 10,000 keys used
   * last: one that it has forgotten is bound anew.
   */
  readonly key?: string;
  /** Asks for this very session. */
  readonly id?: string;
  /**
   * When the session of `key` or `id` is gone: bind anew (for an `id`: build that id), take any for this call, or fail with `ERR_SESSION_MISSING`.
   *
   * @default `"replace"` for a key, `"fail"` for an id
   */
  readonly onMissing?: OnMissing;
  /**
   * Longest time in the queue, in milliseconds, per attempt.
   *
   * @default the pool's
   */
  readonly acquireTimeoutMs?: number;
  /** Covers waiting, init, backoff and the task: an abort rejects at once with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** {@link AcquireOptions}, and how often to try again. */
export interface UseOptions<Request = unknown> extends AcquireOptions<Request> {
  /**
   * Further attempts after the first.
   *
   * @default the pool's
   */
  readonly retries?: number;
}

/** What a task gets. */
export interface TaskContext<State = unknown, Request = unknown> {
  readonly session: Session<State>;
  /** Aborts when the caller gives up, the lease is lost or closing has run out of drain time. */
  readonly signal: AbortSignal;
  /** 1 for the first. */
  readonly attempt: number;
  /** The request of the call, fresh for every attempt where the adapter replays it. */
  readonly request: Request;
}

/** One exchange through a session. */
export type Task<Result, State = unknown, Request = unknown> = (
  context: TaskContext<State, Request>,
) => MaybePromise<Result>;

/** The right to use one session for one exchange. */
export interface Lease<State = unknown> {
  readonly session: Session<State>;
  /** Aborts when the lease is lost, held longer than `maxLeaseMs`, or when closing has run out of drain time. */
  readonly signal: AbortSignal;
  /**
   * Ends the lease with what the exchange said about the session.
   *
   * @throws `ERR_LEASE_SETTLED` when it was settled before; nothing changes
   * @throws `ERR_LEASE_LOST` when the store has given the session to somebody else
   * @throws `ERR_INVALID_OPTION` for something that is no judgement; the lease stays open
   */
  settle(judgement: Judgement): Promise<void>;
  /** Settles as `unused` unless it is settled. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Open, paused (no new leases or inits), failed (too many bad inits), closing or closed. */
export type PoolStatus = "open" | "paused" | "failed" | "closing" | "closed";

/** Interchangeable sessions for one purpose. */
export interface SessionPool<State = unknown, Request = unknown, Response = unknown> {
  readonly name: string;
  readonly status: PoolStatus;

  /**
   * Leases a session, runs the task, judges what came of it and settles; on a bad verdict tries again with another session.
   *
   * @throws `ERR_RETRIES_EXHAUSTED` when every attempt ended badly, with all of them in `attempts`
   * @throws `ERR_ACQUIRE_TIMEOUT`, `ERR_QUEUE_FULL`, `ERR_SESSION_MISSING`, `ERR_TOO_MANY_BAD_INITS` when no session is to be had
   * @throws `ERR_POOL_CLOSED`, `ERR_POOL_STOPPED` when the pool is closed
   * @throws `ERR_BODY_NOT_REPLAYABLE` when the request cannot be sent again
   * @throws what the task threw, when no classifier knows it
   */
  use<Result extends Response>(
    task: Task<Result, State, Request>,
    options?: UseOptions<Request>,
  ): Promise<Result>;
  /**
   * Leases a session, for callers who settle themselves. Prefer `use`.
   *
   * @throws `ERR_ACQUIRE_TIMEOUT`, `ERR_QUEUE_FULL`, `ERR_SESSION_MISSING`, `ERR_TOO_MANY_BAD_INITS`, `ERR_POOL_CLOSED`, `ERR_POOL_STOPPED`
   */
  acquire(options?: AcquireOptions<Request>): Promise<Lease<State>>;

  /**
   * Builds `count` sessions (default: all vacancies), and resolves when they are ready. Never builds more than the pool's size.
   *
   * @throws `ERR_TOO_MANY_BAD_INITS`, `ERR_POOL_CLOSED`, `ERR_POOL_STOPPED`
   * @throws `ERR_POOL_FULL` when `resize` makes the pool too small for them meanwhile
   */
  warm(
    count?: number,
    options?: { readonly request?: Request; readonly variant?: JsonValue },
  ): Promise<void>;
  /**
   * Puts a session in the pool without an init.
   *
   * @throws `ERR_POOL_FULL` without a vacancy
   * @throws `ERR_INVALID_OPTION` for an id that is taken
   */
  add(
    state: State,
    options?: { readonly id?: string; readonly variant?: JsonValue },
  ): Promise<Session<State>>;
  /** A live session, as this process knows it. */
  get(id: string): Session<State> | undefined;
  /** Takes a session out for good; its open leases may still settle. Answers whether it was there. */
  retire(id: string, reason?: RetireReason): Promise<boolean>;
  /**
   * Changes the wanted number of sessions.
   *
   * @throws `ERR_INVALID_OPTION`
   */
  resize(size: number | { readonly min: number; readonly max: number }): Promise<void>;
  /** No new leases and inits; running ones finish, callers wait, their time-outs stand still. */
  pause(): void;
  /** Ends `pause()`; a failed pool starts again with a bad-init count of zero. */
  resume(): void;

  stats(): PoolStats;
  /** Calls `listener` for every event of that name. Returns the unsubscribe function. */
  on<Name extends PoolEventName>(event: Name, listener: PoolListener<Name>): () => void;

  /**
   * Every live session as versioned JSON. It holds the sessions' secrets: keep it like a password.
   *
   * @throws `ERR_INVALID_OPTION` when a state is not JSON and no codec is there
   */
  export(): Promise<PoolExport>;
  /**
   * Adds what `export()` wrote: all of it or, on an error, nothing.
   *
   * @throws `ERR_POOL_FULL` when there are fewer vacancies than sessions
   * @throws `ERR_INVALID_OPTION` when it is not an export, or an id is taken
   */
  import(exported: PoolExport): Promise<void>;

  /**
   * Refuses waiters and aborts inits at once, lets leases settle for `drainTimeoutMs` milliseconds, then aborts their
   * signals. Later calls join the first. The pool is closed, and every lease ended, even when the store fails or cannot be opened.
   *
   * @throws `ERR_STORE` when the store failed meanwhile
   */
  close(options?: CloseOptions): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** How a pool is closed. */
export interface CloseOptions {
  /**
   * How long open leases may take to settle, in milliseconds.
   *
   * @default 10_000
   */
  readonly drainTimeoutMs?: number;
  /** Told to refused callers and listeners. */
  readonly reason?: string;
}
