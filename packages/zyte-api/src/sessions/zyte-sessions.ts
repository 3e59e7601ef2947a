import type { Session, SessionClient, Task } from "@sessionary/core";
import type { ZyteOutcome } from "../client/zyte-client.ts";
import type { ZyteRequest } from "../request/zyte-request.ts";
import type { ZyteResponse } from "../response/zyte-response.ts";
import type { ZyteSessionCounters } from "./counters.ts";
import type { SessionExtractOptions, SessionIterateOptions, ZyteUseOptions } from "./options.ts";
import type { ZyteParams } from "./params.ts";
import type { ZyteSessionState } from "./state.ts";

/** Zyte API through pools of sessions. Beside `extract` it is the client of the engine: pools, stats, events. */
export interface ZyteSessions<Extra extends object = object> extends Omit<
  SessionClient<ZyteSessionState<Extra>, ZyteRequest, ZyteResponse>,
  "send" | "use"
> {
  /**
   * Sends a query through a session of its pool.
   *
   * @throws {ZyteApiError} a problem that is not the session's
   * @throws `ERR_RETRIES_EXHAUSTED` when every attempt ended badly; its `cause` is the last error
   * @throws `ERR_TOO_MANY_BAD_INITS`, `ERR_ACQUIRE_TIMEOUT`, `ERR_QUEUE_FULL`, `ERR_SESSION_MISSING` when no session is to be had
   * @throws `ERR_POOL_STOPPED` with a `reason`: `bad_session_inits`, `pool_error`, `unsupported_set_location`, `zyte_api_bad_key`,
   * `zyte_api_suspended_account`, or one of your own
   * @throws `ERR_POOL_CLOSED` after `close()`
   * @throws `ERR_INVALID_OPTION`
   * @throws the signal's reason, when it aborts
   */
  extract(query: ZyteRequest, options?: SessionExtractOptions): Promise<ZyteResponse>;
  /**
   * Sends many queries, `maxPending` at a time, and hands over what became of each as it is done: tell them apart by `query`, `index` or `echoData`.
   * One that fails does not stop the others. Input and outcomes are never held all at once. Leaving the loop aborts what is under way.
   *
   * @throws what the input throws; the signal's reason, when it aborts
   * @throws `ERR_INVALID_OPTION`
   */
  iterate<Query extends ZyteRequest>(
    queries: Iterable<Query> | AsyncIterable<Query>,
    options?: SessionIterateOptions,
  ): AsyncGenerator<ZyteOutcome<Query>, void, undefined>;
  /**
   * Runs a task of your own through a session of the pool that a query belongs to: with another client, by `session.id` or its cookies. What it resolves to is
   * not judged; what it throws is classified like the error of any query.
   *
   * @throws what `extract` throws, and what the task threw when it is no problem of a session
   */
  use<Result>(
    task: Task<Result, ZyteSessionState<Extra>, ZyteRequest>,
    options: ZyteUseOptions,
  ): Promise<Result>;
  /** The session that a response came through; `undefined` for one without a session. */
  sessionOf(response: ZyteResponse): Session<ZyteSessionState<Extra>> | undefined;
  /** What was counted so far, under the names of scrapy-zyte-api: `scrapy-zyte-api/sessions/init/check-passed` and so on. */
  counters(): ZyteSessionCounters;
  /** The params that a pool like `example.com[0]` is for. */
  paramsOf(pool: string): ZyteParams | undefined;
}
