import fc from "fast-check";
import type { PoolOptions } from "../../src/index.ts";

/** What a task of the properties answers: the judgement of its own exchange. */
export interface Page {
  readonly verdict: "ok" | "error" | "invalid" | "expired" | "throttled" | "inconclusive";
  readonly retryAfterMs?: number;
}

/** Tells which caller a session is built for. */
export interface Ticket {
  readonly caller: number;
}

export type State = { readonly id: string };
export type Options = PoolOptions<State, Ticket, Page>;

/** One random pool. */
export interface Setup {
  readonly options: Options;
  /** Whether inits end by themselves, at once, or wait for a command. */
  readonly inits: "ready" | "commanded";
  readonly seed: number;
  /** Whether the store answers at once, or by promise as one on a server does. */
  readonly store: "near" | "far";
}

const size = fc.oneof(
  fc.integer({ min: 1, max: 4 }),
  fc
    .record({ min: fc.integer({ min: 0, max: 3 }), more: fc.integer({ min: 0, max: 3 }) })
    .map(({ min, more }) => ({ min, max: Math.max(1, min + more) })),
);

const rotation = fc.constantFrom(
  "round-robin" as const,
  "random" as const,
  "least-used" as const,
  "until-retired" as const,
  { rank: (session: { readonly uses: number }, random: () => number) => session.uses + random() },
);

/** Mostly the plain value, so that an option rarely hides what another does. */
function mostly<T>(plain: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(plain) },
    { weight: 2, arbitrary: fc.constantFrom(...others) },
  );
}

const life = mostly<Partial<Options>>(
  {},
  { maxAgeMs: 4_000 },
  { maxAgeMs: 20_000, lifetimeJitter: 0.5 },
  { maxAgeMs: 6_000, lifetimeJitter: 0, renewBeforeMs: 2_000 },
  { maxAgeMs: 6_000, renewBeforeMs: 5_000 },
);

const settings: fc.Arbitrary<Options> = fc.record({
  size,
  rotation,
  maxErrors: mostly(1, 2, 3),
  errorRecovery: mostly(0, 0.5, Infinity),
  maxCheckFailures: mostly(1, 2),
  maxConcurrency: mostly(1, 2, 3, Infinity),
  maxUses: mostly(Infinity, 1, 2, 5),
  maxIdleMs: mostly(Infinity, 3_000),
  delayMs: mostly(0, 100, 1_000),
  delayJitter: mostly(0.5, 0, 1),
  shrinkAfterMs: mostly(60_000, 2_000),
  acquireTimeoutMs: mostly(60_000, 1_500, Infinity),
  maxWaiting: mostly(Infinity, 2),
  retries: mostly(3, 0, 1),
  maxBadInits: mostly(8, 2, Infinity),
  initTimeoutMs: mostly(120_000, 2_500),
  initConcurrency: mostly(Infinity, 1, 2),
  initRetryDelayMs: mostly(3_000, 0),
  throttleDelayMs: mostly(2_000, 0),
  maxRestMs: mostly(10_000, 1_000),
  maxLeaseMs: mostly(Infinity, 5_000),
});

/** Pools with all options at random. */
export const anySetup: fc.Arbitrary<Omit<Setup, "store">> = fc.record({
  options: fc
    .tuple(
      settings,
      life,
      fc.constantFrom({}, { fill: "eager" as const }, { fill: "on-demand" as const }),
    )
    .map((parts) => Object.assign({}, ...parts) as Options),
  inits: fc.constantFrom("ready" as const, "commanded" as const),
  seed: fc.integer(),
});
