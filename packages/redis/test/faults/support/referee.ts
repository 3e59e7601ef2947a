import type { News, Report } from "../worker/protocol.ts";
import { Changes } from "./changes.ts";

/** Who uses which session, and which sessions there are, as workers report it: the truth, whatever Redis says. */
export class Referee {
  readonly changes: Changes = new Changes();
  /** By session: who uses it, as `worker/lease`. */
  readonly #holders = new Map<string, Set<string>>();
  /** Sessions that somebody has built and nobody closed. */
  readonly #alive = new Set<string>();
  /** By worker: sessions it is building. */
  readonly #building = new Map<string, Set<string>>();
  /** Every time that a session had two holders. */
  readonly overlaps: string[] = [];
  /** Uses that have ended, by worker. */
  readonly uses: Map<string, number> = new Map();
  /** Everything told, as `worker: what`. */
  readonly told: string[] = [];
  /** Most sessions at once, those being built included. */
  most = 0;

  get alive(): number {
    return this.#alive.size;
  }

  get building(): number {
    return [...this.#building.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** Sessions in use. */
  get held(): readonly string[] {
    return [...this.#holders].filter(([, holders]) => holders.size > 0).map(([session]) => session);
  }

  usesOf(worker: string): number {
    return this.uses.get(worker) ?? 0;
  }

  report(worker: string, report: Report): void {
    const { kind, session } = report;
    if (kind === "init") this.#begin(worker, session);
    else if (kind === "enter") this.#enter(worker, session, report.lease);
    else {
      this.#leave(worker, session, report.lease);
      this.uses.set(worker, this.usesOf(worker) + 1);
    }
    this.changes.tell();
  }

  news(worker: string, news: News): void {
    this.told.push(`${worker}: ${textOf(news)}`);
    if (news.kind === "aborted") this.#leave(worker, news.session, news.lease);
    else if (news.kind === "closed") this.#end(news.session);
    else if (news.kind === "event" && news.id !== undefined) {
      if (news.name === "session:ready") this.#built(worker, news.id);
      if (news.name === "session:retired") this.#end(news.id);
    }
    this.changes.tell();
  }

  /** It uses and builds nothing any more. */
  dead(worker: string): void {
    this.#building.delete(worker);
    for (const holders of this.#holders.values()) {
      for (const holder of holders) if (holder.startsWith(`${worker}/`)) holders.delete(holder);
    }
    this.changes.tell();
  }

  /** It does nothing at all until it wakes: what it held is no use of a session. */
  standsStill(worker: string): void {
    this.dead(worker);
  }

  /** For whoever has to find out why a test failed. */
  summary(): string {
    const { held, alive, building, most, overlaps, uses, told } = this;
    const counts: Record<string, number> = {};
    for (const each of told) counts[each] = (counts[each] ?? 0) + 1;
    const last = told.slice(-20);
    const all = { held, alive, building, most, overlaps, uses: [...uses], counts, last };
    return JSON.stringify(all, undefined, 2);
  }

  /** How often that was told. */
  count(what: string): number {
    return this.told.filter((each) => each === what).length;
  }

  when(isSo: () => boolean): Promise<void> {
    return this.changes.when(isSo);
  }

  whenTold(what: string, times = 1): Promise<void> {
    return this.when(() => this.count(what) >= times);
  }

  #enter(worker: string, session: string, lease: string): void {
    const holders = this.#holders.get(session) ?? new Set();
    this.#holders.set(session, holders);
    if (holders.size > 0) {
      this.overlaps.push(`${worker}/${lease} took ${session} from ${[...holders].join()}`);
    }
    holders.add(`${worker}/${lease}`);
  }

  #leave(worker: string, session: string, lease: string): void {
    this.#holders.get(session)?.delete(`${worker}/${lease}`);
  }

  #begin(worker: string, session: string): void {
    const building = this.#building.get(worker) ?? new Set();
    this.#building.set(worker, building.add(session));
    this.#measure();
  }

  #built(worker: string, session: string): void {
    this.#building.get(worker)?.delete(session);
    this.#alive.add(session);
    this.#measure();
  }

  #end(session: string): void {
    this.#alive.delete(session);
    for (const building of this.#building.values()) building.delete(session);
  }

  #measure(): void {
    this.most = Math.max(this.most, this.alive + this.building);
  }
}

function textOf(news: News): string {
  switch (news.kind) {
    case "aborted":
      return `aborted ${news.code}`;
    case "failed":
      return `failed ${news.code}`;
    case "closed":
      return "closed";
    case "heard":
      return `heard ${news.text}`;
    case "event":
      return news.name;
  }
}
