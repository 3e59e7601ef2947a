/** How long sessions live, in milliseconds of the emulator's clock and in bans. */
export interface LifeLimits {
  readonly maxAgeMs: number;
  readonly maxIdleMs: number;
  readonly maxBans: number;
}

/** Why a session has ended: too old, unused for too long, banned too often, or told to by the test. */
export type ZyteSessionEnd = "age" | "idle" | "bans" | "told";

/** The end of a session; `at` is when it really came, not when it was noticed. */
export interface EndedAt {
  readonly at: number;
  readonly reason: ZyteSessionEnd;
}

/** The end that time has brought, if it has. */
export function endByTime(
  { createdAt, lastUsedAt }: { readonly createdAt: number; readonly lastUsedAt: number },
  { maxAgeMs, maxIdleMs }: LifeLimits,
  now: number,
): EndedAt | undefined {
  const tooOldAt = createdAt + maxAgeMs;
  const tooIdleAt = lastUsedAt + maxIdleMs;
  const at = Math.min(tooOldAt, tooIdleAt);
  if (now < at) return undefined;
  return { at, reason: at === tooOldAt ? "age" : "idle" };
}
