import type { Clock } from "@sessionary/core";
import type { RetryPolicy } from "../retry/retry-policy.ts";

/** Options of `createZyteClient`. */
export interface ZyteClientOptions {
  /** The key of the account. @default the environment variable `ZYTE_API_KEY` */
  readonly apiKey?: string | undefined;
  /**
   * Where the service is; `extract` is appended.
   *
   * @default "https://api.zyte.com/v1/"
   */
  readonly baseUrl?: string | URL | undefined;
  /**
   * Requests in flight at a time, an integer >= 1. Queries that wait for another attempt are none.
   *
   * @default 15
   */
  readonly concurrency?: number | undefined;
  /**
   * When to try again.
   *
   * @default defaultRetryPolicy
   */
  readonly retryPolicy?: RetryPolicy | undefined;
  /**
   * Longest time of one attempt, in milliseconds, > 0. The service itself gives up earlier.
   *
   * @default 320_000
   */
  readonly timeoutMs?: number | undefined;
  /** How the client names itself to the service; no site sees it. @default "sessionary-zyte-api" */
  readonly userAgent?: string | undefined;
  /**
   * The fetch underneath, with connections of its own.
   *
   * @default the global one, on Node with connections that the client keeps alive
   */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Gives up every query of the client. */
  readonly signal?: AbortSignal | undefined;
  /** Times waits, limits and rests. @default the system's */
  readonly clock?: Clock | undefined;
  /** Random numbers in [0, 1) for the waits. @default Math.random */
  readonly random?: (() => number) | undefined;
}
