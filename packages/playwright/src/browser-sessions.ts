import type {
  ClientUseOptions,
  CloseOptions,
  SessionClient,
  SessionOptions,
  Task,
} from "@sessionary/core";
import type {
  BrowserRequest,
  BrowserResponse,
  BrowserTarget,
  ContextTask,
  PageTask,
} from "./request.ts";
import type { BrowserState } from "./session/browser-state.ts";

/** What one call wants of its session. */
export interface TaskOptions extends SessionOptions {
  /**
   * Where the task is going: names the pool by its host, and selects the profile. The task goes there itself.
   *
   * @default none: the pool `default`
   */
  readonly url?: string | URL;
}

/** The pools behind browser sessions. */
export interface BrowserSessionClient<Extra extends object = object> extends Omit<
  SessionClient<BrowserState & Extra, BrowserRequest<Extra>, BrowserResponse>,
  "use"
> {
  /**
   * Runs a task of your own through a session of the pool that an address belongs to: with another library, say. What it resolves to is
   * yours and is not judged, pages that it opens are yours to close; what it throws is classified like the error of any task.
   *
   * @throws what {@link BrowserSessions.withContext} throws
   */
  use<Result>(
    task: Task<Result, BrowserState & Extra, BrowserRequest<Extra>>,
    options: ClientUseOptions<BrowserTarget<Extra>>,
  ): Promise<Result>;
}

/** Runs tasks in browser contexts, each of which is a session. */
export interface BrowserSessions<Extra extends object = object> {
  /**
   * Runs a task with a page of a session's context, judges what the page shows, and tries again with another session where that says
   * that this one is bad; also when the task failed, as on a page that says "banned" no button is found. Resolves with what the task
   * returned, once its page is closed (or, with `pages: "reuse"`, given back).
   *
   * @throws what the task throws on a page that is found to be good, as it is
   * @throws the signal's reason, when it aborts
   * @throws `ERR_RETRIES_EXHAUSTED` when every attempt ended badly; its `cause` is the last error
   * @throws `ERR_ACQUIRE_TIMEOUT`, `ERR_QUEUE_FULL`, `ERR_SESSION_MISSING`, `ERR_TOO_MANY_BAD_INITS` when no session is to be had
   * @throws `ERR_LEASE_LOST` when the task takes longer than `maxLeaseMs`
   * @throws `ERR_POOL_CLOSED`, `ERR_POOL_STOPPED` after a close or a stop
   * @throws `ERR_INVALID_OPTION`
   */
  withPage<Result>(task: PageTask<Result, Extra>, options?: TaskOptions): Promise<Result>;
  /**
   * The same with the session's context alone. Pages that the task opens in it are closed when it has ended; the one that navigated
   * last is judged, or what `judgeBy` was told.
   *
   * @throws what {@link BrowserSessions.withPage} throws
   */
  withContext<Result>(task: ContextTask<Result, Extra>, options?: TaskOptions): Promise<Result>;
  /** The pools behind it: stats, events, warming, export and import. */
  readonly sessions: BrowserSessionClient<Extra>;
  /**
   * Closes all pools, their contexts, and the browser if it was launched here. Later calls join the first.
   *
   * @throws `ERR_INVALID_OPTION`, `ERR_STORE`
   */
  close(options?: CloseOptions): Promise<void>;
  /** The same as `close()`. */
  [Symbol.asyncDispose](): Promise<void>;
}
