import { createPolicy, type RetryLimits } from "./create-policy.ts";
import type { RetryPolicy } from "./retry-policy.ts";

const DEFAULT: RetryLimits = { downloadErrors: 4, permanentErrors: 2, undocumentedErrors: 2 };
const AGGRESSIVE: RetryLimits = { downloadErrors: 8, permanentErrors: 4, undocumentedErrors: 4 };

/** A ban says that the session is to be given up, which another attempt with it would only put off. */
const OF_SESSIONS = { downloadErrors: 1, permanentErrors: 1 };

/**
 * Zyte's own rules: throttling is waited out for ever, network failures for 15 minutes; bans get 4 attempts, permanent download errors and
 * undocumented 5xx get 2, and everything else none.
 */
export const defaultRetryPolicy: RetryPolicy = createPolicy("default", DEFAULT);

/** The same with twice as many attempts after bans, download errors and undocumented 5xx, for sites that are hard to get at. */
export const aggressiveRetryPolicy: RetryPolicy = createPolicy("aggressive", AGGRESSIVE);

/** As {@link defaultRetryPolicy} for queries in a session of one's own: the first 520 or 521 is thrown. */
export const defaultSessionRetryPolicy: RetryPolicy = createPolicy("default for sessions", {
  ...DEFAULT,
  ...OF_SESSIONS,
});

/** As {@link aggressiveRetryPolicy} for queries in a session of one's own: the first 520 or 521 is thrown. */
export const aggressiveSessionRetryPolicy: RetryPolicy = createPolicy("aggressive for sessions", {
  ...AGGRESSIVE,
  ...OF_SESSIONS,
});

/** One attempt. */
export const noRetryPolicy: RetryPolicy = Object.freeze({
  name: "none",
  start: () => () => undefined,
});
