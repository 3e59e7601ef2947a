/**
 * What an exchange says about its session.
 *
 * | verdict | blames | the session | `use` then |
 * |---|---|---|---|
 * | `ok` | nobody | error count lowered by `errorRecovery` | returns |
 * | `error` | session | error count +1, retired at `maxErrors` | retries |
 * | `invalid` | session | check failures +1, retired at `maxCheckFailures` | retries |
 * | `expired` | session | retired now | retries |
 * | `throttled` | rate | rests | retries |
 * | `inconclusive` | site or caller | only the use is counted | retries what may be repeated |
 * | `unused` | nobody | the reserved use is given back | – |
 * | `stop` | the pool | the pool closes with the given reason | rejects |
 */
export type Verdict =
  | "ok"
  | "error"
  | "invalid"
  | "expired"
  | "throttled"
  | "inconclusive"
  | "unused"
  | "stop";

/** A verdict with what is known beside it. */
export interface DetailedVerdict {
  readonly verdict: Verdict;
  /** For people: shown in events and attempts; the closing reason of a `stop`. Keep secrets out. */
  readonly reason?: string;
  /** How long a `throttled` session rests, in milliseconds; capped by `maxRestMs`. */
  readonly retryAfterMs?: number;
}

/** What judging code returns: `true` is `ok`, `false` is `invalid`. */
export type Judgement = boolean | Verdict | DetailedVerdict;
