import type { ZyteApiError } from "../errors/zyte-api-error.ts";
import type { ZyteNetworkError } from "../errors/zyte-network-error.ts";

/**
 * What kind of failure an attempt ended in.
 *
 * - `session`: the session that was asked for is over, or could not be begun;
 * - `throttling`: 429 or 503;
 * - `network`: no usable answer came over the network;
 * - `undocumented`: 5xx other than 503, 520 and 521;
 * - `payment`: 402;
 * - `download`: 520 (a ban) or 521;
 * - `fatal`: anything else, which another attempt would not change.
 */
export type FailureKind =
  | "session"
  | "throttling"
  | "network"
  | "undocumented"
  | "payment"
  | "download"
  | "fatal";

/** One attempt that failed. */
export interface FailedAttempt {
  readonly kind: FailureKind;
  readonly error: ZyteApiError | ZyteNetworkError;
  /** Attempts made so far for this query, this one included. */
  readonly attempts: number;
  /** When it failed, in epoch milliseconds. */
  readonly at: number;
  /** The client's random source, in [0, 1). */
  readonly random: () => number;
}

/**
 * Decides about the failures of one query, one after the other: the milliseconds to wait before another attempt, or `undefined` to give
 * up, which throws the error. What the service asks for in `Retry-After` is waited for in any case.
 */
export type RetryDecision = (failure: FailedAttempt) => number | undefined;

/**
 * When to try again.
 *
 * @example
 * ```ts
 * import type { RetryPolicy } from "@sessionary/zyte-api";
 *
 * const thrice: RetryPolicy = {
 *   name: "thrice",
 *   start: () => ({ kind, attempts, random }) =>
 *     kind === "fatal" || kind === "session" || attempts === 3 ? undefined : 1000 * (1 + random()),
 * };
 * ```
 */
export interface RetryPolicy {
  /** For people. */
  readonly name: string;
  /** Begins with a new query. */
  start(): RetryDecision;
}
