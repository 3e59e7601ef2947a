import { median } from "./statistics.ts";
import { stopwatch, type ClockKind } from "./stopwatch.ts";

/** What one thing took, what another took beside it, and the median of the ratios of the rounds. */
export interface Comparison {
  /** Median, nanoseconds an operation. */
  readonly subject: number;
  /** Median, nanoseconds an operation. */
  readonly reference: number;
  readonly ratio: number;
}

/** Does something that often. */
export type Repeat = (times: number) => Promise<void>;

export interface RoundOptions {
  /** Rounds that count, after a third as many that warm up. */
  readonly rounds?: number;
  /** How long a round should take, milliseconds. */
  readonly roundMs?: number;
  /** How many operations a round has, whatever time they take. */
  readonly times?: number;
  readonly clock?: ClockKind;
}

/**
 * Runs both in turn, round by round, so that whatever else the machine does meets both. A ratio is taken within each round, and the
 * median of them is the answer.
 */
export async function compare(
  subject: Repeat,
  reference: Repeat,
  { rounds = 21, roundMs = 30, times, clock = "own" }: RoundOptions = {},
): Promise<Comparison> {
  // A cold round is a slow one: how much fills a round shows when the code is compiled.
  for (let round = 0; round < rounds / 3; round++) {
    await reference(times ?? (await timesFor(reference, roundMs, clock)));
    await subject(times ?? (await timesFor(subject, roundMs, clock)));
  }
  const referenceTimes = times ?? (await timesFor(reference, roundMs, clock));
  const subjectTimes = times ?? (await timesFor(subject, roundMs, clock));
  const subjects: number[] = [];
  const references: number[] = [];
  for (let round = 0; round < rounds; round++) {
    references.push(await nanoseconds(reference, referenceTimes, clock));
    subjects.push(await nanoseconds(subject, subjectTimes, clock));
  }
  const ratios = subjects.map((ns, round) => ns / (references[round] ?? Number.NaN));
  return { subject: median(subjects), reference: median(references), ratio: median(ratios) };
}

/** Nanoseconds an operation. */
export async function nanoseconds(
  repeat: Repeat,
  times: number,
  clock: ClockKind = "own",
): Promise<number> {
  const elapsedMs = stopwatch(clock);
  await repeat(times);
  return (elapsedMs() * 1e6) / times;
}

/** How often it has to be done to fill a round. */
async function timesFor(repeat: Repeat, roundMs: number, clock: ClockKind): Promise<number> {
  let times = 200;
  for (;;) {
    const ms = ((await nanoseconds(repeat, times, clock)) * times) / 1e6;
    if (ms >= roundMs / 2) return Math.max(50, Math.round((times * roundMs) / ms));
    times *= 2;
  }
}
