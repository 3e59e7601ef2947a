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
   * Sends a request through a session.
   *
   * @throws what {@link SessionPool.use} throws
   */
  send(request: Request, options?: SessionOptions): Promise<Response>;
  /** The open pool of that name. */
  pool(name: string): SessionPool<State, Request, Response> | undefined;
  /** All open pools, in the order they were first needed. */
  pools(): readonly SessionPool<State, Request, Response>[];
  stats(): ClientStats;
  /** Calls `listener` for that event of every pool, present and future. Returns the unsubscribe function. */
  on<Name extends PoolEventName>(event: Name, listener: PoolListener<Name>): () => void;
  /** Closes every pool; later requests reject with `ERR_POOL_CLOSED`. Later calls join the first. */
  close(options?: CloseOptions): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
