import type { SiteTotals } from "@sessionary/testkit";
import Table from "cli-table3";
import { sum, type Totals } from "./totals.ts";

/** What came of a run. */
export interface Result {
  /** Pages asked for. */
  readonly pages: number;
  /** Pages whose price is the true one. */
  readonly right: number;
  readonly sessions: {
    readonly built: number;
    /** By reason. */
    readonly retired: Readonly<Record<string, number>>;
    /** Still in the pool when the last page had come. */
    readonly alive: number;
  };
  /** Attempts that came to nothing: another one followed, unless the run was interrupted. */
  readonly retries: number;
  /** Inits, those that failed included, for each page that was right. */
  readonly initsPerPage: number;
  readonly pagesPerSecond: number;
  readonly seed: number;
  /** Sessions that the pool may have, in all workers together. */
  readonly size: number;
  /** The most that were alive at once, by what the shop has seen. */
  readonly maxSessions: number;
  readonly workersKilled: number;
}

/** What a run is judged by. */
export interface Run {
  readonly pages: number;
  readonly right: number;
  readonly seed: number;
  readonly size: number;
  readonly workers: number;
  readonly workersKilled: number;
  readonly maxSessions: number;
  /** The most requests that one session had open at once. */
  readonly maxUsesOfOne: number;
  readonly alive: number;
  readonly tookMs: number;
  /** What the workers counted. What the killed one did last, it took with it. */
  readonly totals: Totals;
  readonly shop: SiteTotals;
}

/** Whether a run is as it should be. */
export function isGood({ pages, right, size, maxSessions, maxUsesOfOne }: Run): boolean {
  return right === pages && maxSessions <= size && maxUsesOfOne <= 1;
}

export function summarize(run: Run): Result {
  const { pages, right, seed, size, maxSessions, workersKilled, alive, tookMs, totals } = run;
  const { ok: _good, ...bad } = totals.use;
  return {
    pages,
    right,
    sessions: { built: totals.init["passed"] ?? 0, retired: totals.retired, alive },
    retries: sum(bad),
    initsPerPage: right > 0 ? round(sum(totals.init) / right, 4) : 0,
    pagesPerSecond: round((1000 * right) / tookMs, 1),
    seed,
    size,
    maxSessions,
    workersKilled,
  };
}

/** The result for people: what the workers counted, beside what the shop knows. */
export function renderTable(run: Run): string {
  const { sessions, initsPerPage, pagesPerSecond } = summarize(run);
  const { pages, right, size, maxSessions, maxUsesOfOne, workers, workersKilled, shop } = run;
  const { passed: _passed, ...badInits } = run.totals.init;
  const { ok: _good, ...badUses } = run.totals.use;
  const table = new Table({ style: { head: [], border: [], compact: true } });
  table.push(
    ["pages right", `${right} of ${pages}`],
    ["sessions built", `${sessions.built}, of which ${sessions.alive} are alive`],
    ["sessions retired", withParts(sessions.retired)],
    ["inits in vain", withParts(badInits)],
    ["retries", withParts(badUses)],
    ["inits per page", String(initsPerPage)],
    ["pages per second", String(pagesPerSecond)],
    [
      "the shop's own count",
      `banned ${shop.bannedSessions} sessions, ended ${shop.expiredSessions}, served ${shop.wrong} wrong pages, ` +
        `throttled ${shop.throttled} requests, failed ${shop.failed}`,
    ],
    [
      "and of the fleet",
      `most sessions alive at once: ${maxSessions} of ${size}; most requests of one session at once: ${maxUsesOfOne}`,
    ],
    ["workers killed", `${workersKilled} of ${workers}`],
  );
  return table.toString();
}

/** `3 (2 errors, 1 expired)` */
function withParts(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  const total = sum(counts);
  return total > 0
    ? `${total} (${parts.map(([name, count]) => `${count} ${name}`).join(", ")})`
    : "0";
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
