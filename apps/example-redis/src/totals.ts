import type { WorkerStats } from "./protocol.ts";

type Counts = Readonly<Record<string, number>>;

/** What all workers have counted, together. */
export interface Totals {
  readonly init: Counts;
  readonly use: Counts;
  readonly retired: Counts;
}

export function totalsOf(stats: readonly WorkerStats[]): Totals {
  return {
    init: addUp(stats.map(({ init }) => ({ ...init }))),
    use: addUp(stats.map(({ use }) => ({ ...use }))),
    retired: addUp(stats.map(({ retired }) => retired)),
  };
}

export function sum(counts: Counts): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function addUp(all: readonly Counts[]): Counts {
  const totals: Record<string, number> = {};
  for (const [name, count] of all.flatMap((counts) => Object.entries(counts)))
    totals[name] = (totals[name] ?? 0) + count;
  return totals;
}
