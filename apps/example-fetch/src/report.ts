import type { PoolStats } from "@sessionary/core";
import type { SiteTotals } from "@sessionary/testkit";
import Table from "cli-table3";

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
    /** Still good when the last page had come. */
    readonly alive: number;
  };
  /** Attempts that came to nothing: another one followed, unless the run was interrupted. */
  readonly retries: number;
  /** Inits, those that failed included, for each page that was right. */
  readonly initsPerPage: number;
  readonly pagesPerSecond: number;
  readonly seed: number;
}

/** What a run is judged by. */
export interface Run {
  readonly pages: number;
  readonly right: number;
  readonly seed: number;
  readonly tookMs: number;
  /** The pool's, before it is closed. */
  readonly stats: PoolStats;
}

export function summarize({ pages, right, seed, tookMs, stats }: Run): Result {
  const { ready, leased, resting } = stats.sessions;
  const { ok: _good, ...bad } = stats.use;
  return {
    pages,
    right,
    sessions: {
      built: stats.init.passed,
      retired: stats.retired,
      alive: ready + leased + resting,
    },
    retries: sum(bad),
    initsPerPage: right > 0 ? round(sum(stats.init) / right, 4) : 0,
    pagesPerSecond: round((1000 * right) / tookMs, 1),
    seed,
  };
}

/** The result for people: what the pool counted, beside what the shop knows it has done. */
export function renderTable(result: Result, { init, use }: PoolStats, totals: SiteTotals): string {
  const { pages, right, sessions, initsPerPage, pagesPerSecond } = result;
  const { passed, ...badInits } = init;
  const { ok: _good, ...badUses } = use;
  const table = new Table({ style: { head: [], border: [], compact: true } });
  table.push(
    ["pages right", `${right} of ${pages}`],
    ["sessions built", `${passed}, of which ${sessions.alive} are alive`],
    ["sessions retired", withParts(sessions.retired)],
    ["inits in vain", withParts(badInits)],
    ["retries", withParts(badUses)],
    ["inits per page", String(initsPerPage)],
    ["pages per second", String(pagesPerSecond)],
    [
      "the shop's own count",
      `banned ${totals.bannedSessions} sessions, ended ${totals.expiredSessions}, served ${totals.wrong} wrong pages, ` +
        `throttled ${totals.throttled} requests, failed ${totals.failed}`,
    ],
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

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
