import fc from "fast-check";
import type { OnMissing } from "../../src/index.ts";
import type { Page } from "./setup.ts";

/** How an init that waits for a command ends. */
export type InitEnd = "ready" | "bad" | "throws" | "later" | "inconclusive" | "rejected";

/** What somebody does to a pool. `pick` chooses among what is there, modulo how many there are. */
export type Command = { readonly flush: boolean } & (
  | { readonly do: "acquire" | "use" }
  | {
      readonly do: "acquireByKey" | "useByKey";
      readonly key: string;
      readonly onMissing: OnMissing | undefined;
    }
  | { readonly do: "acquireById"; readonly pick: number; readonly onMissing: OnMissing | undefined }
  | { readonly do: "settle"; readonly pick: number; readonly page: Page | "unused" }
  | { readonly do: "settleAgain" | "abort" | "retire"; readonly pick: number }
  | { readonly do: "endInit"; readonly pick: number; readonly end: InitEnd }
  | { readonly do: "advance"; readonly ms: number }
  | {
      readonly do: "resize";
      readonly size: number | { readonly min: number; readonly max: number };
    }
  | { readonly do: "warm"; readonly count: number | undefined }
  | { readonly do: "add" | "pause" | "resume" }
);

const pick = fc.nat({ max: 20 });
const onMissing = fc.constantFrom(undefined, "replace" as const, "any" as const, "fail" as const);
const key = fc.constantFrom("a", "b");

const page: fc.Arbitrary<Page | "unused"> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ verdict: "ok" as const }) },
  {
    weight: 6,
    arbitrary: fc.constantFrom<Page | "unused">(
      { verdict: "error" },
      { verdict: "invalid" },
      { verdict: "expired" },
      { verdict: "throttled" },
      { verdict: "throttled", retryAfterMs: 700 },
      { verdict: "inconclusive" },
      "unused",
    ),
  },
);

const initEnd = fc.oneof(
  { weight: 4, arbitrary: fc.constant("ready" as const) },
  {
    weight: 3,
    arbitrary: fc.constantFrom("bad", "throws", "later", "inconclusive", "rejected" as const),
  },
);

const size = fc.oneof(
  fc.integer({ min: 1, max: 5 }),
  fc.constantFrom({ min: 0, max: 2 }, { min: 1, max: 4 }),
);

const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("acquire" as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("use" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom("acquireByKey" as const, "useByKey" as const),
      key,
      onMissing,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("acquireById" as const), pick, onMissing }),
  },
  { weight: 10, arbitrary: fc.record({ do: fc.constant("settle" as const), pick, page }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom("settleAgain" as const, "abort" as const, "retire" as const),
      pick,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant("endInit" as const), pick, end: initEnd }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("advance" as const),
      ms: fc.oneof(fc.nat({ max: 400 }), fc.nat({ max: 10_000 })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("resize" as const), size }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("warm" as const),
      count: fc.constantFrom(undefined, 1, 3),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom("add" as const, "pause" as const, "resume" as const, "resume" as const),
    }),
  },
);

/** One command; three in four are looked at before the next one comes. */
export const anyCommand: fc.Arbitrary<Command> = fc
  .tuple(action, fc.nat({ max: 3 }))
  .map(([done, luck]) => ({ ...done, flush: luck > 0 }));
