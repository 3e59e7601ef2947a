import type { ZyteStats } from "../client/stats.ts";

/** The end of a run in words. */
export function summaryOf(stats: ZyteStats, done: number, failed: number): string {
  const { attempts, throttled, errors, meanResponseMs } = stats;
  return [
    `${done + failed} queries: ${done} done, ${failed} failed`,
    `${attempts} requests: ${throttled} throttled, ${errors} failed, ${(meanResponseMs / 1000).toFixed(2)} s each`,
  ].join("; ");
}
