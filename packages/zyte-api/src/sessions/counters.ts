import type { SessionClient } from "@sessionary/core";
import { ParamsError } from "./params.ts";

const PREFIX = "scrapy-zyte-api/sessions/";

/** How inits end. */
type InitName =
  | "check-passed"
  | "check-failed"
  | "check-error"
  | "param-error"
  | "failed"
  | "over-limit"
  | "server-error";

/** How uses end. */
type UseName = "check-passed" | "check-failed" | "check-error" | "expired" | "failed" | "disabled";

type CounterName = `init/${InitName}` | `use/${UseName}`;

/** Counters by name; one that has not counted anything is missing. */
export type ZyteSessionCounters = Readonly<Record<string, number>>;

const USES: Readonly<Record<string, CounterName>> = {
  ok: "use/check-passed",
  invalid: "use/check-failed",
  expired: "use/expired",
  error: "use/failed",
};

const LATER: ReadonlyMap<string, CounterName> = new Map([
  ["over-limit", "init/over-limit"],
  ["server-error", "init/server-error"],
]);

/** Judging code that threw is counted as that, and not as the verdict it came to. */
const THREW: ReadonlySet<string | undefined> = new Set(["check threw", "classify threw"]);

/** Counts under the names of scrapy-zyte-api, so that dashboards made for it go on working. */
export class SessionCounters {
  /** By the pool, or "" where that is not said, and by what is counted: names are put together when somebody looks. */
  readonly #counts = new Map<string, Map<CounterName, number>>();
  readonly #perPool: boolean;

  constructor(perPool: boolean) {
    this.#perPool = perPool;
  }

  /** Counts what happens in the pools of a client. */
  listen(client: Pick<SessionClient<never>, "on">): void {
    // Sessions that were added or imported are ready, too, but no init was.
    const starting = new Set<string>();
    client.on("session:starting", ({ id }) => void starting.add(id));
    client.on("session:ready", ({ pool, id }) => {
      if (starting.delete(id)) this.#in(pool, "init/check-passed");
    });
    client.on("init:failed", ({ pool, id, reason, error }) => {
      starting.delete(id);
      if (reason === "rejected") this.#in(pool, "init/check-failed");
      else if (reason === "checkError") this.#in(pool, "init/check-error");
      else this.#in(pool, error instanceof ParamsError ? "init/param-error" : "init/failed");
    });
    client.on("init:later", ({ pool, id, reason }) => {
      starting.delete(id);
      const name = LATER.get(reason);
      if (name !== undefined) this.#in(pool, name);
    });
    client.on("check:error", ({ pool, phase }) => {
      if (phase === "use") this.#in(pool, "use/check-error");
    });
    client.on("lease:settled", ({ pool, verdict, reason }) => {
      const name = THREW.has(reason) ? undefined : USES[verdict];
      if (name !== undefined) this.#in(pool, name);
    });
  }

  /** A request went without a session; that it belongs to no pool shows in the name. */
  disabled(): void {
    this.#count("", "use/disabled");
  }

  snapshot(): ZyteSessionCounters {
    const named = [...this.#counts].flatMap(([pool, counts]) => {
      const prefix = pool === "" ? PREFIX : `${PREFIX}pools/${pool}/`;
      return [...counts].map(([name, count]) => [prefix + name, count] as const);
    });
    return Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #in(pool: string, name: CounterName): void {
    this.#count(this.#perPool ? pool : "", name);
  }

  #count(pool: string, name: CounterName): void {
    const counts = this.#counts.get(pool) ?? new Map<CounterName, number>();
    this.#counts.set(pool, counts);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
}
