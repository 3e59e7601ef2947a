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

/** Counters by name; one that has not counted anything is missing. */
export type ZyteSessionCounters = Readonly<Record<string, number>>;

const USES: Readonly<Record<string, UseName>> = {
  ok: "check-passed",
  invalid: "check-failed",
  expired: "expired",
  error: "failed",
};

const LATER: ReadonlySet<string> = new Set<InitName>(["over-limit", "server-error"]);

/** Judging code that threw is counted as that, and not as the verdict it came to. */
const THREW: ReadonlySet<string | undefined> = new Set(["check threw", "classify threw"]);

/** Counts under the names of scrapy-zyte-api, so that dashboards made for it go on working. */
export class SessionCounters {
  readonly #counts = new Map<string, number>();
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
      if (starting.delete(id)) this.#init(pool, "check-passed");
    });
    client.on("init:failed", ({ pool, id, reason, error }) => {
      starting.delete(id);
      if (reason === "rejected") this.#init(pool, "check-failed");
      else if (reason === "checkError") this.#init(pool, "check-error");
      else this.#init(pool, error instanceof ParamsError ? "param-error" : "failed");
    });
    client.on("init:later", ({ pool, id, reason }) => {
      starting.delete(id);
      if (LATER.has(reason)) this.#init(pool, reason as InitName);
    });
    client.on("check:error", ({ pool, phase }) => {
      if (phase === "use") this.#use(pool, "check-error");
    });
    client.on("lease:settled", ({ pool, verdict, reason }) => {
      const name = THREW.has(reason) ? undefined : USES[verdict];
      if (name !== undefined) this.#use(pool, name);
    });
  }

  /** A request went without a session; that it belongs to no pool shows in the name. */
  disabled(): void {
    this.#count(`${PREFIX}use/disabled`);
  }

  snapshot(): ZyteSessionCounters {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #init(pool: string, name: InitName): void {
    this.#count(`${this.#prefix(pool)}init/${name}`);
  }

  #use(pool: string, name: UseName): void {
    this.#count(`${this.#prefix(pool)}use/${name}`);
  }

  #prefix(pool: string): string {
    return this.#perPool ? `${PREFIX}pools/${pool}/` : PREFIX;
  }

  #count(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }
}
