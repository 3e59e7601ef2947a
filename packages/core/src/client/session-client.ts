import type { PoolEventName, PoolListener } from "../observe/events.ts";
import type { PoolStats } from "../observe/stats.ts";
import type { CloseOptions, SessionPool } from "../pool/session-pool.ts";
import type { SessionOptions } from "./client-options.ts";

/** The sum over all pools, those that have closed themselves included, and each open pool by name. */
export interface ClientStats extends PoolStats {
  readonly pools: { readonly [name: string]: PoolStats };
}

/** Pools by key: maps each request to its pool and sends it through one of the pool's sessions. */
export interface SessionClient<State = unknown, Request = unknown, Response = unknown> {
  /**
   * Sends a request through a session of its pool.
   *
   * @throws what {@link SessionPool.use} throws, and what `prepare` does
   * @throws `ERR_INVALID_OPTION` for wrong options
   * @throws `ERR_POOL_STOPPED` when one of the pools was stopped, with that reason; with reason `pool_error` when `poolName` threw or no pool could be
   * opened, and with `pool_failed` when a pool failed and `onPoolFailed` is `"close"`: the `cause` says more
   * @throws `ERR_POOL_CLOSED` after `close()`
   */
  send(request: Request, options?: SessionOptions): Promise<Response>;
  /** The open pool of that name. */
  pool(name: string): SessionPool<State, Request, Response> | undefined;
  /** All open pools, in the order they were first needed. */
  pools(): readonly SessionPool<State, Request, Response>[];
  /** What all pools have counted so far, and what they hold now. */
  stats(): ClientStats;
  /** Calls `listener` for that event of every pool, present and future. Returns the unsubscribe function. */
  on<Name extends PoolEventName>(event: Name, listener: PoolListener<Name>): () => void;
  /**
   * Closes every pool; later requests reject with `ERR_POOL_CLOSED`. Later calls join the first.
   *
   * @throws `ERR_INVALID_OPTION`
   */
  close(options?: CloseOptions): Promise<void>;
  /** The same as `close()`. */
  [Symbol.asyncDispose](): Promise<void>;
}
