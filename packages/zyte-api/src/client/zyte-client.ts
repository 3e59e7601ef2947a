import type { RetryPolicy } from "../retry/retry-policy.ts";
import type { ZyteRequest } from "../request/zyte-request.ts";
import type { ZyteResponse } from "../response/zyte-response.ts";
import type { ZyteStats } from "./stats.ts";

/** What one query may want. */
export interface ExtractOptions {
  /** Gives the query up, wherever it is: in the queue, in flight, or waiting for another attempt. */
  readonly signal?: AbortSignal | undefined;
  /** When to try this query again. @default the client's */
  readonly retryPolicy?: RetryPolicy | undefined;
  /** Queries of a higher one are sent before those of a lower one, of the same one in the order they came. @default 0 */
  readonly priority?: number | undefined;
  /** Called when an attempt is about to be sent. What it throws ends the query, which is then not sent. */
  readonly beforeAttempt?: (() => void) | undefined;
}

/** What the queries of one iteration want. */
export interface IterateOptions extends ExtractOptions {
  /**
   * Queries that are taken from the input and whose outcome has not been handed over yet, an integer >= 1. It bounds the memory, and is
   * more than `concurrency` because queries that wait for another attempt hold no connection.
   *
   * @default four times the client's `concurrency`
   */
  readonly maxPending?: number | undefined;
}

/** What became of one query of an iteration. */
export type ZyteOutcome<Query = ZyteRequest, Response = ZyteResponse> = {
  readonly query: Query;
  /** Its position in the input, from 0. */
  readonly index: number;
} & (
  | { readonly response: Response; readonly error?: undefined }
  | { readonly error: unknown; readonly response?: undefined }
);

/** How a client ends. */
export interface CloseClientOptions {
  /** How long requests in flight may still take, in milliseconds; then they are aborted. @default 10_000 */
  readonly drainTimeoutMs?: number | undefined;
}

/** Sends queries to Zyte API. */
export interface ZyteClient extends AsyncDisposable {
  /**
   * Sends one query, as often as the retry policy says.
   *
   * @throws {ZyteApiError} when the service answers with a problem that is not, or no longer, worth another attempt
   * @throws {ZyteNetworkError} when no answer comes
   * @throws the signal's reason, when it aborts
   * @throws `ERR_INVALID_OPTION` for options or a URL that cannot be used
   * @throws `ERR_POOL_CLOSED` after `close()`
   */
  extract(query: ZyteRequest, options?: ExtractOptions): Promise<ZyteResponse>;
  /**
   * Sends many queries, `concurrency` at a time, and hands over what became of each as it is done, not in the order of the input: tell
   * them apart by `query`, `index` or `echoData`. One that fails does not stop the others. Input and outcomes are never held in
   * memory all at once, so either may be endless. Leaving the loop aborts what is under way.
   *
   * @throws the signal's reason, when it aborts; what the input throws, after the outcomes of what came before
   * @throws `ERR_INVALID_OPTION`, `ERR_POOL_CLOSED`
   * @example
   * ```ts
   * import { createZyteClient } from "@sessionary/zyte-api";
   *
   * const zyte = createZyteClient({ apiKey: "YOUR_API_KEY" });
   * const queries = ["https://a.example/", "https://b.example/"].map((url) => ({ url, browserHtml: true }));
   * for await (const { query, response, error } of zyte.iterate(queries)) {
   *   console.log(query.url, response?.statusCode ?? error);
   * }
   * ```
   */
  iterate<Query extends ZyteRequest>(
    queries: Iterable<Query> | AsyncIterable<Query>,
    options?: IterateOptions,
  ): AsyncGenerator<ZyteOutcome<Query>, void, undefined>;
  /** What happened so far, and what is under way. */
  stats(): ZyteStats;
  /**
   * Refuses queries that wait, lets requests in flight finish, retries nothing, and closes the connections.
   *
   * @throws `ERR_INVALID_OPTION`
   */
  close(options?: CloseClientOptions): Promise<void>;
}
