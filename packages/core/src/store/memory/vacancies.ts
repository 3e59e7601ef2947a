import type { SessionRecord } from "./record.ts";
import { Slots } from "./slots.ts";
import { MemoryVacancy } from "./tokens.ts";

/** The sessions being built: how many, in which slots, and what held up the last ones. */
export class Vacancies<State> {
  readonly slots: Slots = new Slots();
  /** Bad inits in a row. */
  badInits = 0;
  readonly #reserved = new Set<MemoryVacancy<State>>();
  #renewal: MemoryVacancy<State> | undefined;
  #gateOpensAt = Number.NEGATIVE_INFINITY;

  get starting(): number {
    return this.#reserved.size;
  }

  get renewing(): boolean {
    return this.#renewal !== undefined;
  }

  /** Sessions that count against the size. A running renewal takes no room: it will take the place of a live session. */
  taken(live: number): number {
    return live + this.#reserved.size - (this.renewing ? 1 : 0);
  }

  reserve(
    live: number,
    size: number,
    fence: number,
    gateInMs: number,
  ): MemoryVacancy<State> | undefined {
    if (this.taken(live) >= size) return undefined;
    return this.#add(new MemoryVacancy<State>(this.slots.take(), fence, gateInMs, undefined));
  }

  /** One beyond the size, for one renewal at a time. */
  reserveRenewal(
    live: number,
    size: number,
    fence: number,
    gateInMs: number,
    replaces: SessionRecord<State>,
  ): MemoryVacancy<State> | undefined {
    if (this.renewing || this.taken(live) > size) return undefined;
    this.#renewal = new MemoryVacancy<State>(this.slots.take(), fence, gateInMs, replaces);
    return this.#add(this.#renewal);
  }

  /** Ends a reservation; `false` when it had ended before. */
  take(vacancy: MemoryVacancy<State>): boolean {
    if (this.#renewal === vacancy) this.#renewal = undefined;
    return this.#reserved.delete(vacancy);
  }

  /** A session retired: what was to renew it is now an ordinary reservation, for the place it left. */
  renewedIsGone(record: SessionRecord<State>): void {
    if (this.#renewal?.replaces === record) this.#renewal = undefined;
  }

  closeGate(until: number): void {
    this.#gateOpensAt = Math.max(this.#gateOpensAt, until);
  }

  gateInMs(now: number): number {
    return Math.max(0, this.#gateOpensAt - now);
  }

  #add(vacancy: MemoryVacancy<State>): MemoryVacancy<State> {
    this.#reserved.add(vacancy);
    return vacancy;
  }
}
