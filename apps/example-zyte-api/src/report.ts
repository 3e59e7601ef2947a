import type { PoolStats } from "@sessionary/core";
import type { ZyteSessionCounters } from "@sessionary/zyte-api";

/** What came of a run. */
export interface Run {
  readonly pages: number;
  readonly right: number;
  readonly tookMs: number;
  readonly stats: PoolStats;
  readonly counters: ZyteSessionCounters;
  readonly failures: readonly unknown[];
  readonly json: boolean;
}

/** Prints it, for programs or for people. */
export function printResult({ pages, right, tookMs, stats, counters, failures, json }: Run): void {
  const { init, retired } = stats;
  if (json) {
    console.log(JSON.stringify({ pages, right, sessions: init.passed, retired, counters }));
  } else {
    const perSecond = Math.round((1000 * pages) / tookMs);
    console.log(`${right} of ${pages} pages are right, ${perSecond} a second`);
    console.log(`${init.passed} sessions were built`);
    for (const [reason, count] of Object.entries(retired))
      console.log(`  ${count} retired: ${reason}`);
    for (const [name, count] of Object.entries(counters)) console.log(`${name}: ${count}`);
  }
  for (const failure of failures.slice(0, 3)) console.error(failure);
}
