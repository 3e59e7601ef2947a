import type { Judged } from "../judging/judge.ts";
import type { RetireReason } from "../session/session.ts";
import type { PoolStats } from "./stats.ts";

type Counts<Group> = { -readonly [name in keyof Group]: number };

/** What a pool counts. Gauges (sessions, waiting) are read when somebody asks. */
export class Counters {
  readonly init: Counts<PoolStats["init"]> = {
    passed: 0,
    rejected: 0,
    checkError: 0,
    failed: 0,
    later: 0,
  };
  readonly use: Counts<PoolStats["use"]> = {
    ok: 0,
    error: 0,
    invalid: 0,
    checkError: 0,
    expired: 0,
    throttled: 0,
    inconclusive: 0,
  };
  bypassed = 0;
  readonly #retired = new Map<string, number>();

  /** Counts a settled lease, under one name; uses that were given back and `stop` have none. */
  settled({ verdict, checkError }: Judged): void {
    if (checkError !== undefined) this.use.checkError++;
    else if (verdict === "ok") this.use.ok++;
    else if (verdict !== "unused" && verdict !== "stop") this.use[verdict]++;
  }

  retired(reason: RetireReason): void {
    this.#retired.set(reason, (this.#retired.get(reason) ?? 0) + 1);
  }

  snapshot(sessions: PoolStats["sessions"], waiting: number): PoolStats {
    const { starting, ready, leased, resting } = sessions;
    return {
      init: { ...this.init },
      use: { ...this.use },
      retired: Object.fromEntries(this.#retired),
      sessions: { starting, ready, leased, resting },
      waiting,
      bypassed: this.bypassed,
      initsPerOk: initsPerOk(this),
    };
  }
}

/** The stats of several pools as if they were one. */
export function sumStats(list: readonly PoolStats[]): PoolStats {
  const all = [
    new Counters().snapshot({ starting: 0, ready: 0, leased: 0, resting: 0 }, 0),
    ...list,
  ];
  const init = sum(all.map((stats) => stats.init));
  const use = sum(all.map((stats) => stats.use));
  return {
    init,
    use,
    retired: sum(all.map((stats) => stats.retired)),
    sessions: sum(all.map((stats) => stats.sessions)),
    ...sum(all.map(({ waiting, bypassed }) => ({ waiting, bypassed }))),
    initsPerOk: initsPerOk({ init, use }),
  };
}

function initsPerOk({ init, use }: Pick<PoolStats, "init" | "use">): number {
  const inits = init.passed + init.rejected + init.checkError + init.failed + init.later;
  return use.ok > 0 ? inits / use.ok : 0;
}

function sum<Group extends object>(groups: readonly Group[]): Group {
  const totals = new Map<string, number>();
  for (const group of groups) {
    for (const [name, count] of Object.entries(group)) {
      totals.set(name, (totals.get(name) ?? 0) + Number(count));
    }
  }
  return Object.fromEntries(totals) as Group;
}
