import { systemClock, systemRandom } from "../clock.ts";
import type { PoolSettings } from "./pool-options.ts";

/** Settings whose default is not a plain value: a memory store, and a `fill` that follows the rotation. */
type Derived = "store" | "fill";

/** The default of every pool setting; nowhere else. */
export const defaults: Readonly<Required<Omit<PoolSettings, Derived>>> = Object.freeze({
  size: 8,
  shrinkAfterMs: 60_000,
  rotation: "round-robin",
  maxErrors: 1,
  errorRecovery: 0,
  maxCheckFailures: 1,
  maxConcurrency: 1,
  delayMs: 0,
  delayJitter: 0.5,
  maxAgeMs: Infinity,
  maxIdleMs: Infinity,
  maxUses: Infinity,
  lifetimeJitter: 0.05,
  renewBeforeMs: 0,
  acquireTimeoutMs: 60_000,
  maxWaiting: Infinity,
  retries: 3,
  maxBadInits: 8,
  initTimeoutMs: 120_000,
  // `size` in words: no more can be live or starting, and this one follows `resize`.
  initConcurrency: Infinity,
  initRetryDelayMs: 60_000,
  throttleDelayMs: 10_000,
  maxRestMs: 300_000,
  leaseTimeoutMs: 60_000,
  maxLeaseMs: Infinity,
  // Off.
  leaseWarningMs: Infinity,
  onCheckError: "invalid",
  clock: systemClock,
  random: systemRandom,
});
