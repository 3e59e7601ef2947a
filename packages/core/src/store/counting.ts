import type { Verdict } from "../judging/verdict.ts";
import type { RetireReason, Session } from "../session/session.ts";
import type { PoolLimits } from "./limits.ts";
import type { SessionCounters } from "./store.ts";

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Counts a verdict on a session. Answers the reason to retire it, if this verdict is one. */
export function countVerdict(
  counters: Writable<SessionCounters>,
  verdict: Verdict,
  limits: PoolLimits,
): RetireReason | undefined {
  switch (verdict) {
    case "ok":
      if (counters.errors > 0)
        counters.errors = Math.max(0, counters.errors - limits.errorRecovery);
      return undefined;
    case "error":
      counters.errors += 1;
      return counters.errors >= limits.maxErrors ? "errors" : undefined;
    case "invalid":
      counters.checkFailures += 1;
      return counters.checkFailures >= limits.maxCheckFailures ? "check" : undefined;
    case "expired":
      return "expired";
    case "unused":
      counters.uses -= 1;
      return undefined;
    default:
      return undefined;
  }
}

/** The session as this verdict will leave it: what a rank is computed from. */
export function sessionAfter<State>(
  session: Session<State>,
  verdict: Verdict,
  limits: PoolLimits,
): Session<State> {
  const { uses, errors, checkFailures } = session;
  const counters = { uses, errors, checkFailures };
  countVerdict(counters, verdict, limits);
  const fields = Object.entries(counters).map(([key, value]) => [key, { value }]);
  return Object.create(session, Object.fromEntries(fields) as PropertyDescriptorMap);
}

/** How long a throttled session rests: what the site said, or a delay that doubles with each consecutive time. */
export function restMs(
  limits: PoolLimits,
  consecutive: number,
  retryAfterMs: number | undefined,
): number {
  return Math.min(
    limits.maxRestMs,
    retryAfterMs ?? limits.throttleDelayMs * 2 ** (consecutive - 1),
  );
}
