import type { PoolEventName, PoolListener } from "../observe/events.ts";
import type { PoolStats } from "../observe/stats.ts";
import type { CloseOptions, SessionPool, Task } from "../pool/session-pool.ts";
import type { SessionOptions } from "./client-options.ts";

/** The sum over all pools, those that have closed themselves included, and each open pool by name. */
export interface ClientStats extends PoolStats {
  readonly pools: { readonly [name: string]: PoolStats };
}

/** What a task of one's own wants of its session. */
export interface ClientUseOptions<Request> extends Omit<SessionOptions, "enabled"> {
  /** Names the pool, and has sessions built, as if it were sent. */
  readonly request: Request;
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
  /**
   * Runs a task of your own through a session of the pool that the request belongs to: with another library, in a browser. What
   * it resolves to is yours and is not judged; what it throws is classified like the error of any exchange. `prepare` is not asked.
   *
   * @throws what {@link SessionClient.send} throws, and what the task threw when no classifier knows it
   */
  use<Result>(
    task: Task<Result, State, Request>,
    options: ClientUseOptions<Request>,
  ): Promise<Result>;
  /**
   * The pool of that name, which is opened when it is not yet: to `import`, `add` or `warm` before the first request. Its settings are those
   * under its name in `pools`, else `pool`; it builds by the client's own `init`.
   *
   * @throws `ERR_INVALID_OPTION`, `ERR_POOL_CLOSED`, `ERR_POOL_STOPPED`
   */
  open(name: string): Promise<SessionPool<State, Request, Response>>;
  /** The pool of that name, if it is open. */
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
