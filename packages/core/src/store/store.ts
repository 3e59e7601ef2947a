import type { Clock } from "../clock.ts";
import type { Verdict } from "../judging/verdict.ts";
import type { RetireReason, Session } from "../session/session.ts";
import type { JsonValue, MaybePromise, StateCodec } from "../types.ts";
import type { PoolLimits } from "./limits.ts";

/**
 * Where the sessions of pools live. A store owns what exists: records, counters, order, leases, vacancies, slots and
 * bindings. The pool owns when and why: waiters, init, judging, retries and timers. Every random draw is an argument and every
 * returned time a duration, so that stores can be compared with each other.
 */
export interface SessionStore {
  /** Opens the pool `name`. The first opener fixes its limits; `PoolStore.limits` tells what is in force. */
  open<State>(
    name: string,
    limits: PoolLimits,
    context: StoreContext<State>,
  ): MaybePromise<PoolStore<State>>;
}

/** What a pool hands to its store. */
export interface StoreContext<State> {
  /** A store with a clock of its own (a server's) ignores it. */
  readonly clock: Clock;
  /** Missing where state cannot be turned into JSON; a store that needs it refuses to open. */
  readonly codec: StateCodec<State> | undefined;
}

/** One pool as its store keeps it. Calls may answer at once or with a promise. */
export interface PoolStore<State> {
  /** Whether other processes can reach this pool: its leases and vacancies then have to be renewed. */
  readonly shared: boolean;
  /** The limits in force. */
  readonly limits: PoolLimits;

  /** Grants the next session that rotation, pacing, rests, life limits and concurrency allow. */
  lease(ask: Ask): MaybePromise<Grant<State> | Refusal>;
  /** Ends a lease, exactly once: a grant that is settled or lost changes nothing and answers `stale`. */
  settle(
    grant: Grant<State>,
    verdict: Verdict,
    options?: SettleOptions,
  ): MaybePromise<Settled<State>>;

  /** Takes a vacancy and a slot; `undefined` while there is none. */
  reserve(options: ReserveOptions): MaybePromise<Vacancy | undefined>;
  /**
   * Puts a built session in the pool and zeroes the bad-init count; `undefined` when the vacancy is stale. It is also when a live session
   * has that id; the vacancy is then given back.
   */
  fill(vacancy: Vacancy, record: NewSession<State>): MaybePromise<Filled<State> | undefined>;
  /** Gives a vacancy back. Answers the number of bad inits in a row. `later` closes the gate of all inits for `retryInMs`. */
  abandon(
    vacancy: Vacancy,
    outcome: "bad" | "later" | "cancelled",
    options?: { readonly retryInMs?: number },
  ): MaybePromise<number>;
  /** Zeroes the bad-init count. */
  forgive(): MaybePromise<void>;

  /** Keeps leases and vacancies of a shared store; answers those that are lost. */
  renew(
    held: readonly (Grant<State> | Vacancy)[],
  ): MaybePromise<readonly (Grant<State> | Vacancy)[]>;
  /** Takes a session out of the pool for good; `undefined` when it is not there. */
  retire(id: string, reason: RetireReason): MaybePromise<Retired<State> | undefined>;
  /** Replaces the state of a session; `false` when it is not there. */
  patch(id: string, state: State): MaybePromise<boolean>;
  /** Retires every idle session that has outlived a limit, and says when to look again. */
  sweep(): MaybePromise<Swept<State>>;
  /** Writes a new size, and retires what is too much: idle sessions now, leased ones at their settle. */
  resize(size: PoolLimits["size"]): MaybePromise<readonly Retired<State>[]>;

  /** A live session this process knows. */
  get(id: string): Session<State> | undefined;
  /** Every live session, oldest first. */
  list(): MaybePromise<readonly Session<State>[]>;
  counts(): MaybePromise<StoreCounts>;
  /**
   * Tells what other openers of this pool do. Returns the unsubscribe function.
   *
   * @param listener - is called when another opener of this pool freed or built a session that this one was refused. While nobody of this
   *   opener was refused anything a store may stay silent.
   * @param onGone - is called when another opener retired a session that this process holds a copy of and nobody here leases: its
   *   resources are to be freed here. A store that keeps one copy for all openers never calls it.
   * @param onOutdated - is called with the state that a copy had until another opener changed it, when nobody here leases it any more: its
   *   resources are to be freed here, and the session goes on with another one.
   */
  watch(
    listener: () => void,
    onGone?: (session: Session<State>) => void,
    onOutdated?: (session: Session<State>) => void,
  ): () => void;
  /** Ends this opener's use of the pool. Answers the sessions it has to dispose of. */
  close(): MaybePromise<readonly Retired<State>[]>;
}

/** Which session is wanted. */
export interface Ask {
  /** Sessions this call has tried: others are preferred, these are taken rather than wait. */
  readonly exclude?: readonly string[] | undefined;
  /** The session bound to this key, or the next one, which is bound by the grant. */
  readonly key?: string | undefined;
  /** This very session. */
  readonly id?: string | undefined;
  /** What to do when the session of `key` or `id` is gone. */
  readonly onMissing?: OnMissing | undefined;
  /** Refuse while fewer than `size.min` sessions are live or starting: the caller builds one. */
  readonly vacancyFirst?: boolean;
  /** Drawn pause until the next lease of the same session, in milliseconds. */
  readonly pauseMs?: number;
  /** Drawn number in [0, 1) for the `"random"` rotation. */
  readonly pick?: number;
}

/** What becomes of a request whose session is gone: another is bound in its place, any serves this call, or it fails. */
export type OnMissing = "replace" | "any" | "fail";

/** The right to use one session. Handed back to `settle`. */
export interface Grant<State> {
  readonly granted: true;
  readonly session: Session<State>;
  /** Grows with every grant of the pool: what an older holder writes is refused. */
  readonly fence: number;
  /** How long the holder must still pause before its use, in milliseconds (only from `fill`). */
  readonly startsInMs: number;
}

/** Why nothing was granted. */
export interface Refusal {
  readonly granted: false;
  /** In how long a session that fits may be ready; `Infinity` when only a settle or a new session helps. */
  readonly readyInMs: number;
  /** How many sessions may still be built. */
  readonly vacancies: number;
  /** Sessions in the pool. */
  readonly live: number;
  /** The session that `key` or `id` is bound to and that has to be waited for. */
  readonly boundTo?: string;
  /** The session of `key` or `id` is gone, and `onMissing` does not let another take its place. */
  readonly missing?: boolean;
  /** A session that has outlived a limit is in the way: `sweep()` first, then ask again. */
  readonly sweep?: boolean;
}

/** What a settle says beside its verdict. */
export interface SettleOptions {
  /** How long a `throttled` session rests; without it `throttleDelayMs`, doubling. */
  readonly retryAfterMs?: number | undefined;
  /** The session's new rank under a ranked rotation. */
  readonly rank?: number | undefined;
  /** Retire the session now, whatever its counters say. */
  readonly retire?: RetireReason | undefined;
  /** Lease again in the same step. */
  readonly next?: Ask | undefined;
}

/** Which vacancy is wanted: one below `size.min` or `size.max`, or one beyond it to renew a session, one at a time. */
export type ReserveOptions = { readonly upTo: "min" | "max" } | { readonly replaces: string };

/** What became of a settle. */
export interface Settled<State> {
  /** The lease was no longer held: nothing changed. */
  readonly stale: boolean;
  /** Set when this settle took the session out of its pool. */
  readonly retired?: Retired<State>;
  /** Whether this was the last lease of a session that is out of the pool: its resources may be freed. */
  readonly closable: boolean;
  /** The answer to `next`. */
  readonly next?: Grant<State> | Refusal | undefined;
}

/** A session that has left the pool. */
export interface Retired<State> {
  readonly session: Session<State>;
  readonly reason: RetireReason;
  /** Open leases: its resources may be freed once the last of them is settled. */
  readonly leases: number;
  /** This process never had its state: there is nothing to free. */
  readonly absent?: true;
}

/** The right to build one session. */
export interface Vacancy {
  readonly granted: "vacancy";
  /** The lowest integer that was free. */
  readonly slot: number;
  /** Grows with every grant and vacancy of the pool. */
  readonly fence: number;
  /** How long the gate for inits stays closed, in milliseconds. */
  readonly startsInMs: number;
}

/** A built session, as it enters the pool. The random numbers in it are drawn by the pool. */
export interface NewSession<State> {
  readonly id: string;
  readonly state: State;
  readonly variant: JsonValue | undefined;
  /** How long ago its init started, in milliseconds. */
  readonly ageMs: number;
  /** How long ago it was last used, in milliseconds: its idle time counts from then. Missing for one that is new. */
  readonly idleMs?: number;
  /** Its drawn life time, counted from the start of init; `Infinity` for no limit. */
  readonly lifeMs: number;
  /** Drawn pause before its first use, in milliseconds. */
  readonly pauseMs: number;
  readonly rank?: number | undefined;
  /** Lease it in the same step, for the caller that waited for it. */
  readonly lease?: Ask | undefined;
  /** Counters of an imported session. */
  readonly counters?: SessionCounters;
}

/** The counters of a session. */
export interface SessionCounters {
  readonly uses: number;
  readonly errors: number;
  readonly checkFailures: number;
}

/** What became of a fill. */
export interface Filled<State> {
  readonly session: Session<State>;
  /** The answer to `lease`. */
  readonly grant?: Grant<State>;
  /** The session that a renewal took the place of. */
  readonly replaced?: Retired<State>;
}

/** What a sweep found. */
export interface Swept<State> {
  readonly retired: readonly Retired<State>[];
  /** In how long the next session may outlive a limit; `Infinity` for never. */
  readonly nextInMs: number;
  /** A session whose renewal is due and for which none runs, while the pool is in use. */
  readonly renew?: Session<State> | undefined;
  /** A renewal is due but the pool is not in use: sweep again after the next lease. */
  readonly renewOnUse?: boolean;
}

/** The sessions of a pool, counted. */
export interface StoreCounts {
  /** Sessions in the pool. */
  readonly live: number;
  /** Reserved vacancies. */
  readonly starting: number;
  /** Live sessions nobody has leased and that may be leased now. */
  readonly ready: number;
  /** Live sessions with at least one lease. */
  readonly leased: number;
  /** Live sessions nobody has leased and that pause or rest. */
  readonly resting: number;
  /** How many sessions may still be built. */
  readonly vacancies: number;
}
