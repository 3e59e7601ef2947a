import type { FailedAttempt, RetryDecision, RetryPolicy } from "./retry-policy.ts";
import { failureWait, throttlingWait } from "./waits.ts";

/** After how many failures a policy gives a query up. */
export interface RetryLimits {
  /** 520 and 521 together. */
  readonly downloadErrors: number;
  /** 521 alone: most of them are permanent. */
  readonly permanentErrors: number;
  /** Undocumented 5xx. */
  readonly undocumentedErrors: number;
}

/** Network failures that run on for so long, without another answer between them. */
const NETWORK_PATIENCE_MS = 900_000;

const PAYMENTS = 2;

/** Zyte's classes of failures, each with its wait and with a count of its own. */
export function createPolicy(name: string, limits: RetryLimits): RetryPolicy {
  return Object.freeze({ name, start: () => startQuery(limits) });
}

function startQuery(limits: RetryLimits): RetryDecision {
  let downloadErrors = 0;
  let permanentErrors = 0;
  let undocumentedErrors = 0;
  let payments = 0;
  let networkFailingSince: number | undefined;

  /** Whether one more failure is one too many. */
  const isEnough = ({ kind, error, at }: FailedAttempt): boolean => {
    switch (kind) {
      case "throttling":
        return false;
      case "network":
        networkFailingSince ??= at;
        return at - networkFailingSince >= NETWORK_PATIENCE_MS;
      case "download":
        if (isPermanent(error) && ++permanentErrors >= limits.permanentErrors) return true;
        return ++downloadErrors >= limits.downloadErrors;
      case "undocumented":
        return ++undocumentedErrors >= limits.undocumentedErrors;
      case "payment":
        return ++payments >= PAYMENTS;
      case "session":
      case "fatal":
        return true;
    }
  };

  return (failure) => {
    const { kind, attempts, random } = failure;
    if (kind !== "network") networkFailingSince = undefined;
    if (isEnough(failure)) return undefined;
    if (kind === "payment") return 0;
    return kind === "throttling" ? throttlingWait(attempts, random) : failureWait(attempts, random);
  };
}

function isPermanent(error: FailedAttempt["error"]): boolean {
  return "status" in error && error.status === 521;
}
