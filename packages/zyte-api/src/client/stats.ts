/** Counters and gauges of a client. */
export interface ZyteStats {
  /** Requests sent, retries included. */
  readonly attempts: number;
  /** Queries with a result. */
  readonly succeeded: number;
  /** Queries that ended in an error. */
  readonly failed: number;
  /** Queries that `close()` or their caller gave up: by a signal, or by what `beforeAttempt` threw. */
  readonly aborted: number;
  /** Answers with status 429. */
  readonly throttled: number;
  /** Other attempts that failed, 503 included. */
  readonly errors: number;
  /** Attempts without an answer: part of `errors`. */
  readonly networkErrors: number;
  /** Answers by status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Problems by type. */
  readonly problems: Readonly<Record<string, number>>;
  /** Requests in flight. */
  readonly running: number;
  /** Queries that wait for a connection. */
  readonly queued: number;
  /** Queries that wait before another attempt. */
  readonly resting: number;
  /** Mean time from request to answer, in milliseconds; 0 before the first. */
  readonly meanResponseMs: number;
  /** `throttled` and `errors` for each attempt, and `succeeded` for each query that ended; 0 before the first. */
  readonly ratios: {
    readonly throttled: number;
    readonly errors: number;
    readonly succeeded: number;
  };
}
