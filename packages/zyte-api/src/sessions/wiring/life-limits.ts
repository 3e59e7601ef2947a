import type { PoolSettings } from "@sessionary/core";
import type { LifeLimits } from "../life/lapse.ts";

/** The service ends a session 15 minutes after its first request, and 2 minutes after its last. */
const MAX_AGE_MS = 900_000;
const MAX_IDLE_MS = 120_000;

/** A query that is sent now is there a little later. */
const AGE_MARGIN_MS = 30_000;
const IDLE_MARGIN_MS = 10_000;

/** The life limits of sessions. Those kept by cookies have none that we know. */
export function lifeLimits(cookieMode: boolean): LifeLimits {
  return cookieMode
    ? { maxAgeMs: Infinity, maxIdleMs: Infinity }
    : { maxAgeMs: MAX_AGE_MS - AGE_MARGIN_MS, maxIdleMs: MAX_IDLE_MS - IDLE_MARGIN_MS };
}

/** The limits of sessions that the service keeps: those of all pools, unless these are set up for the other kind. */
export function serviceLimits(
  usualCookieMode: boolean,
  pool: Pick<PoolSettings, "maxAgeMs" | "maxIdleMs"> = {},
): LifeLimits {
  const limits = lifeLimits(false);
  if (usualCookieMode) return limits;
  const { maxAgeMs = limits.maxAgeMs, maxIdleMs = limits.maxIdleMs } = pool;
  return { maxAgeMs, maxIdleMs };
}
