import type { Session } from "@sessionary/core";

/** How long sessions live, in milliseconds: from the start of their init, and without a use. */
export interface LifeLimits {
  readonly maxAgeMs: number;
  readonly maxIdleMs: number;
}

/** What is known of the life of a session, in epoch milliseconds. */
export interface Life {
  readonly createdAt: number;
  readonly usedAt: number;
  /** Whether a query is at the service with it now. */
  readonly isInUse: boolean;
}

/**
 * The life of a session that has been leased just now, by our clock: its store may go by another one, which says how much time lies between
 * two of its own times, and nothing else.
 */
export function lifeOf(
  { createdAt, lastLeasedAt = createdAt, lastUsedAt = lastLeasedAt }: Session,
  now: number,
): Pick<Life, "createdAt" | "usedAt"> {
  return { createdAt: now - (lastLeasedAt - createdAt), usedAt: now - (lastLeasedAt - lastUsedAt) };
}

/** Which limit a session has outlived. */
export type Lapse = "age" | "idle";

/** Whether the service must have forgotten a session; one that it is busy with is not idle. */
export function lapseOf(
  { createdAt, usedAt, isInUse }: Life,
  { maxAgeMs, maxIdleMs }: LifeLimits,
  now: number,
): Lapse | undefined {
  if (now - createdAt >= maxAgeMs) return "age";
  return !isInUse && now - usedAt >= maxIdleMs ? "idle" : undefined;
}
