import type { SessionAdapter } from "../adapter/adapter.ts";
import type { Clock } from "../clock.ts";
import type { JudgingOptions } from "../judging/exchange.ts";
import type { AdapterInit, Init } from "../pool/init-context.ts";
import type { Session } from "../session/session.ts";
import type { SessionStore } from "../store/store.ts";
import type { MaybePromise } from "../types.ts";

/** How a pool chooses the next session. `rank` is computed when a session is built and at each settle; lowest first. */
export type Rotation<State = unknown> =
  | "round-robin"
  | "random"
  | "least-used"
  | "until-retired"
  | { readonly rank: (session: Session<State>, random: () => number) => number };

/** Everything that can be said about how a pool keeps its sessions, whatever builds and uses them. */
export interface PoolSettings<State = unknown> {
  /**
   * Wanted number of live sessions, an integer >= 1. Or `{ min, max }`: filled to `min`, grows to `max` while callers wait, and gives
   * back, reason `surplus`, what was not leased for `shrinkAfterMs`.
   *
   * @default 8
   */
  readonly size?: number | { readonly min: number; readonly max: number };
  /**
   * How long an unleased session above `size.min` is kept, in milliseconds.
   *
   * @default 60_000
   */
  readonly shrinkAfterMs?: number;
  /**
   * Which session is next: in turn, at random, the least used, one until it is retired, or by your own rank.
   *
   * @default "round-robin"
   */
  readonly rotation?: Rotation<State>;
  /**
   * When sessions are built. `"eager"`: while there is a vacancy each caller builds one; `"on-demand"`: only when none is free.
   *
   * @default "eager", or "on-demand" with rotation "until-retired"
   */
  readonly fill?: "eager" | "on-demand";
  /**
   * `error` verdicts that retire a session, an integer >= 1 or Infinity.
   *
   * @default 1
   */
  readonly maxErrors?: number;
  /**
   * Subtracted from a session's error count by each `ok`, >= 0: 0.5 heals slowly, Infinity counts consecutive errors.
   *
   * @default 0
   */
  readonly errorRecovery?: number;
  /**
   * `invalid` verdicts that retire a session, an integer >= 1 or Infinity.
   *
   * @default 1
   */
  readonly maxCheckFailures?: number;
  /**
   * Leases of one session at the same time, an integer >= 1 or Infinity.
   *
   * @default 1
   */
  readonly maxConcurrency?: number;
  /**
   * Pause between two uses of one session, in milliseconds, counted from the lease, times a random factor in 1 ± `delayJitter`. A new
   * session first waits one such pause, its creator included.
   *
   * @default 0
   */
  readonly delayMs?: number;
  /**
   * Share by which `delayMs` varies, in [0, 1].
   *
   * @default 0.5
   */
  readonly delayJitter?: number;
  /**
   * Longest life of a session in milliseconds, from the start of its init.
   *
   * @default Infinity
   */
  readonly maxAgeMs?: number;
  /**
   * Longest time between two uses of a session, in milliseconds.
   *
   * @default Infinity
   */
  readonly maxIdleMs?: number;
  /**
   * Uses of one session, an integer >= 1. Reserved when leased, so that concurrency never overshoots it.
   *
   * @default Infinity
   */
  readonly maxUses?: number;
  /**
   * Shortens each session's `maxAgeMs` by up to this share, in [0, 1), so that a pool never expires at once.
   *
   * @default 0.05
   */
  readonly lifetimeJitter?: number;
  /**
   * Builds the replacement this many milliseconds before `maxAgeMs` while the pool is in use, one at a time. Less than `maxAgeMs`.
   *
   * @default 0
   */
  readonly renewBeforeMs?: number;
  /**
   * Longest time a caller waits in the queue, in milliseconds, per attempt. Stands still while the pool is paused, and while no session is live but an
   * init runs or rests. For a hard deadline use `signal`.
   *
   * @default 60_000
   */
  readonly acquireTimeoutMs?: number;
  /**
   * Callers that may wait, an integer >= 0; one more is refused at once with `ERR_QUEUE_FULL`.
   *
   * @default Infinity
   */
  readonly maxWaiting?: number;
  /**
   * Further attempts of `use` after the first, an integer >= 0. One budget for every cause.
   *
   * @default 3
   */
  readonly retries?: number;
  /**
   * Bad inits in a row that fail the pool, an integer >= 1 or Infinity.
   *
   * @default 8
   */
  readonly maxBadInits?: number;
  /**
   * Longest time one init may take, in milliseconds.
   *
   * @default 120_000
   */
  readonly initTimeoutMs?: number;
  /**
   * Inits at the same time, an integer >= 1; further ones queue in order.
   *
   * @default `size`
   */
  readonly initConcurrency?: number;
  /**
   * How long all inits of the pool wait after one ended `later` without a time of its own, in milliseconds.
   *
   * @default 60_000
   */
  readonly initRetryDelayMs?: number;
  /**
   * Rest after `throttled` without a time, in milliseconds; doubles with each consecutive one.
   *
   * @default 10_000
   */
  readonly throttleDelayMs?: number;
  /**
   * Cap of any rest, in milliseconds.
   *
   * @default 300_000
   */
  readonly maxRestMs?: number;
  /**
   * A shared store takes a lease back when its holder has not renewed it for this many milliseconds; the pool renews by itself every third of it.
   *
   * @default 60_000
   */
  readonly leaseTimeoutMs?: number;
  /**
   * Longest lease in any store, in milliseconds: then its signal aborts and its session is retired as `overdue`.
   *
   * @default Infinity
   */
  readonly maxLeaseMs?: number;
  /**
   * Warns with a `lease:overdue` event, which carries the caller's stack, when a lease is held this many milliseconds. Off by default.
   */
  readonly leaseWarningMs?: number;
  /**
   * What a throwing checker means: `"invalid"`, `"retire"` (retired now, reason `check`), or `"inconclusive"`.
   *
   * @default "invalid"
   */
  readonly onCheckError?: "invalid" | "retire" | "inconclusive";
  /**
   * Where the sessions live.
   *
   * @default a memory store of its own
   */
  readonly store?: SessionStore;
  /**
   * Time source and timers.
   *
   * @default the runtime's
   */
  readonly clock?: Clock;
  /**
   * Random numbers in [0, 1).
   *
   * @default Math.random
   */
  readonly random?: () => number;
}

/** Options of {@link createSessionPool}. */
export interface PoolOptions<State = unknown, Request = unknown, Response = unknown>
  extends PoolSettings<State>, JudgingOptions<State, Request, Response> {
  /**
   * Names the pool in events, stats, errors and stores.
   *
   * @default "default"
   */
  readonly name?: string;
  /** Builds the state of one session. Without it a session's state is `undefined`. */
  readonly init?: Init<State, Request, Response>;
  /** Frees what a session holds; called once, when its last lease is settled. */
  readonly close?: (session: Session<State>) => MaybePromise<void>;
  /** With an adapter the options are {@link AdapterPoolOptions}. */
  readonly adapter?: undefined;
}

/** Options of {@link createSessionPool} with an adapter, which opens, sends, reads and closes. */
export interface AdapterPoolOptions<State, Request, Response>
  extends PoolSettings<State>, JudgingOptions<State, Request, Response> {
  /**
   * Names the pool in events, stats, errors and stores.
   *
   * @default "default"
   */
  readonly name?: string;
  /** Wires a client library to the pool. */
  readonly adapter: SessionAdapter<State, Request, Response>;
  /** Makes an opened session ready: a function, or a request whose response is classified and checked. */
  readonly init?: AdapterInit<State, Request, Response> | Request;
}
