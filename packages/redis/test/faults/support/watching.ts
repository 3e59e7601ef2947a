import { systemClock, type PoolLimits } from "@sessionary/core";
import type { StoreContext } from "@sessionary/core";

/** What the pools of these tests are limited to; the first worker fixes it. */
export function limitsOf(size: number, leaseTimeoutMs: number): PoolLimits {
  return {
    size: { min: size, max: size },
    rotation: "round-robin",
    maxErrors: 1,
    errorRecovery: 0,
    maxCheckFailures: 1,
    maxConcurrency: 1,
    maxAgeMs: Infinity,
    maxIdleMs: Infinity,
    maxUses: Infinity,
    renewBeforeMs: 0,
    shrinkAfterMs: 60_000,
    throttleDelayMs: 10_000,
    maxRestMs: 300_000,
    leaseTimeoutMs,
  };
}

/** States are JSON as they are. */
export const plainContext: StoreContext<never> = { clock: systemClock, codec: undefined };
