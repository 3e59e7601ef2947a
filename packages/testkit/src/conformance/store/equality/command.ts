import type { Ask, PoolLimits, RetireReason, Verdict } from "@sessionary/core";
import fc from "fast-check";

/** Something done to a pool. Grants, vacancies and sessions are named by number, so that any sequence makes sense. */
export type StoreCommand =
  | { readonly kind: "lease"; readonly ask: RandomAsk }
  | {
      readonly kind: "settle";
      readonly grant: number;
      readonly verdict: Verdict;
      readonly retryAfterMs: number | undefined;
      readonly retire: RetireReason | undefined;
      readonly rank: number;
      readonly next: RandomAsk | undefined;
    }
  | { readonly kind: "reserve"; readonly upTo: "min" | "max" }
  | { readonly kind: "renewal"; readonly session: number }
  | {
      /** `fill` takes an open vacancy or a used one, `build` a new one. */
      readonly kind: "fill" | "build";
      readonly vacancy: number;
      readonly ageMs: number;
      readonly idleMs: number | undefined;
      readonly lifeMs: number;
      readonly pauseMs: number;
      readonly rank: number;
      readonly uses: number;
      readonly lease: RandomAsk | undefined;
    }
  | {
      readonly kind: "abandon";
      readonly vacancy: number;
      readonly outcome: "bad" | "later" | "cancelled";
      readonly retryInMs: number;
    }
  | { readonly kind: "retire" | "patch"; readonly session: number }
  | { readonly kind: "resize"; readonly min: number; readonly more: number }
  | { readonly kind: "advance"; readonly ms: number }
  | { readonly kind: "sweep" | "forgive" };

/** An ask whose sessions are numbers. */
export interface RandomAsk extends Omit<Ask, "id" | "exclude"> {
  readonly session: number | undefined;
  readonly excluded: readonly number[];
}

const small = fc.nat({ max: 12 });
const rank = fc.nat({ max: 5 });
const ms = fc.constantFrom(0, 1, 40, 100, 250, 1_000);
/** Mostly none, so that a sequence is not all refusals. */
const fewMs = fc.constantFrom(0, 0, 0, 0, 0, 40, 250);
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 2 });
const rarely = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, arbitrary);

const ask: fc.Arbitrary<RandomAsk> = fc.record({
  session: rarely(small),
  key: rarely(fc.constantFrom("k1", "k2", "k3")),
  onMissing: maybe(fc.constantFrom("replace", "any", "fail")),
  excluded: fc.array(small, { maxLength: 3 }),
  vacancyFirst: fc.constantFrom(false, false, false, true),
  pauseMs: fewMs,
  pick: fc.nat({ max: 999 }).map((thousandths) => thousandths / 1_000),
});

const verdict = fc.constantFrom<Verdict[]>(
  "ok",
  "ok",
  "ok",
  "error",
  "invalid",
  "expired",
  "throttled",
  "throttled",
  "inconclusive",
  "unused",
);

const leaseCommand = fc.record({ kind: fc.constant("lease"), ask });
const fillCommand = fc.record({
  kind: fc.constantFrom("fill", "build", "build"),
  vacancy: small,
  ageMs: fewMs,
  idleMs: rarely(ms),
  lifeMs: fc.constantFrom(300, 900, 1_500, Infinity, Infinity, Infinity),
  pauseMs: fewMs,
  rank,
  uses: fc.constantFrom(0, 0, 2),
  lease: rarely(ask),
});
const reserveCommand = fc.record({
  kind: fc.constant("reserve"),
  upTo: fc.constantFrom("min", "max"),
});
const settleCommand = fc.record({
  kind: fc.constant("settle"),
  grant: small,
  verdict,
  retryAfterMs: maybe(ms),
  retire: rarely(fc.constant("overdue")),
  rank,
  next: maybe(ask),
});
const abandonCommand = fc.record({
  kind: fc.constant("abandon"),
  vacancy: small,
  outcome: fc.constantFrom("bad", "bad", "later", "cancelled"),
  retryInMs: ms,
});
const advanceCommand = fc.record({
  kind: fc.constant("advance"),
  ms: fc.constantFrom(1, 40, 50, 100, 400, 2_000),
});
const rareCommand = fc.oneof(
  fc.record({ kind: fc.constant("renewal"), session: small }),
  fc.record({ kind: fc.constantFrom("retire", "patch"), session: small }),
  fc.record({
    kind: fc.constant("resize"),
    min: fc.integer({ min: 1, max: 4 }),
    more: fc.nat({ max: 2 }),
  }),
  fc.record({ kind: fc.constantFrom("sweep", "forgive") }),
);

/** Sequences that mostly build, lease and settle. */
export const someCommands: fc.Arbitrary<StoreCommand[]> = fc.array(
  fc.oneof(
    { weight: 1, arbitrary: reserveCommand },
    { weight: 6, arbitrary: fillCommand },
    { weight: 6, arbitrary: leaseCommand },
    { weight: 5, arbitrary: settleCommand },
    { weight: 1, arbitrary: abandonCommand },
    { weight: 2, arbitrary: advanceCommand },
    { weight: 2, arbitrary: rareCommand },
  ) as fc.Arbitrary<StoreCommand>,
  { minLength: 1, maxLength: 80, size: "max" },
);

/** Limits that are all near enough to be met. */
export const someLimits: fc.Arbitrary<Partial<PoolLimits>> = fc.record({
  size: fc.constantFrom({ min: 3, max: 3 }, { min: 1, max: 4 }, { min: 0, max: 2 }),
  rotation: fc.constantFrom("round-robin", "random", "least-used", "until-retired", "ranked"),
  maxErrors: fc.constantFrom(1, 2, Infinity),
  errorRecovery: fc.constantFrom(0, 0.5, Infinity),
  maxCheckFailures: fc.constantFrom(1, 2),
  maxConcurrency: fc.constantFrom(1, 2, Infinity),
  maxAgeMs: fc.constantFrom(1_500, Infinity),
  maxIdleMs: fc.constantFrom(400, Infinity),
  maxUses: fc.constantFrom(3, Infinity),
  renewBeforeMs: fc.constantFrom(0, 200),
  shrinkAfterMs: fc.constant(600),
  throttleDelayMs: fc.constant(100),
  maxRestMs: fc.constantFrom(350, 60_000),
  leaseTimeoutMs: fc.constant(1_000_000_000),
});
