/** How a pool chooses the next session. */
export type RotationName = "round-robin" | "random" | "least-used" | "until-retired" | "ranked";

/** The limits that a store enforces; every opener of a shared pool must agree on them. */
export interface PoolLimits {
  readonly size: { readonly min: number; readonly max: number };
  readonly rotation: RotationName;
  readonly maxErrors: number;
  readonly errorRecovery: number;
  readonly maxCheckFailures: number;
  readonly maxConcurrency: number;
  readonly maxAgeMs: number;
  readonly maxIdleMs: number;
  readonly maxUses: number;
  readonly renewBeforeMs: number;
  readonly shrinkAfterMs: number;
  readonly throttleDelayMs: number;
  readonly maxRestMs: number;
  readonly leaseTimeoutMs: number;
}
