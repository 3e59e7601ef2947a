import type { SessionaryError } from "../errors/sessionary-error.ts";
import { isPromise } from "../maybe-promise.ts";
import { invalidOption } from "../options/expect.ts";
import type { Session } from "../session/session.ts";
import type { NewSession, SessionCounters, Vacancy } from "../store/store.ts";
import type { JsonValue } from "../types.ts";
import { drawLifeMs, drawPauseMs } from "./draw.ts";
import type { Engine } from "./engine.ts";
import { BELOW_MAX } from "./reservations.ts";

/** A session that was built elsewhere. */
export interface Arrival<State> {
  readonly id: string;
  readonly state: State;
  readonly variant: JsonValue | undefined;
  readonly ageMs: number;
  readonly idleMs: number;
  readonly counters: SessionCounters;
  /** Frees what its state holds, should it not get in. */
  readonly discard?: () => void;
}

/** Lets sessions in that were built elsewhere: all that come together, or none of them. */
export class Admission<State, Request, Response> {
  readonly #engine: Engine<State, Request, Response>;
  /** Ids on their way in. */
  readonly #arriving = new Set<string>();
  readonly #running = new Set<Promise<unknown>>();

  constructor(engine: Engine<State, Request, Response>) {
    this.#engine = engine;
  }

  /** `option` is what an id that is taken is blamed on. */
  async admit(arrivals: readonly Arrival<State>[], option: string): Promise<Session<State>[]> {
    const running = this.#admit(arrivals, option);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Resolves when those that were on their way are in, or refused. */
  async ended(): Promise<void> {
    await Promise.allSettled(this.#running);
  }

  async #admit(arrivals: readonly Arrival<State>[], option: string): Promise<Session<State>[]> {
    const outside = new Set(arrivals);
    let release = (): void => undefined;
    try {
      this.#expectOpen();
      release = this.#claim(arrivals, option);
      const vacancies = await this.#reserve(arrivals.length);
      return await this.#enterAll(arrivals, vacancies, outside, option);
    } catch (error) {
      for (const { discard } of outside) discard?.();
      throw error;
    } finally {
      release();
    }
  }

  async #enterAll(
    arrivals: readonly Arrival<State>[],
    vacancies: readonly Vacancy[],
    outside: Set<Arrival<State>>,
    option: string,
  ): Promise<Session<State>[]> {
    const entering = arrivals.map(async (arrival, index) => {
      const session = await this.#enter(vacancies[index] as Vacancy, arrival, option);
      outside.delete(arrival);
      return session;
    });
    const ends = await Promise.allSettled(entering);
    const failed = ends.find((end) => end.status === "rejected");
    const entered = ends.filter((end) => end.status === "fulfilled").map((end) => end.value);
    if (failed === undefined) return entered;
    for (const { id } of entered) await this.#tell(this.#retire(id, "manual"));
    await this.#giveBack(vacancies.filter((_, index) => ends[index]?.status === "rejected"));
    throw failed.reason;
  }

  #expectOpen(): void {
    const { error } = this.#engine.parts.lifecycle;
    if (error !== undefined) throw error;
  }

  /** Holds the ids, so that nobody else brings the same. Answers what lets go of them. */
  #claim(arrivals: readonly Arrival<State>[], option: string): () => void {
    const ids = new Set<string>();
    for (const { id } of arrivals) {
      if (ids.has(id) || this.#arriving.has(id) || this.#isTaken(id)) throw taken(option, id);
      ids.add(id);
    }
    for (const id of ids) this.#arriving.add(id);
    return () => {
      for (const id of ids) this.#arriving.delete(id);
    };
  }

  #isTaken(id: string): boolean {
    const { parts, builder } = this.#engine;
    return parts.store.get(id) !== undefined || builder.isBuilding(id);
  }

  async #reserve(count: number): Promise<Vacancy[]> {
    const { store, lifecycle } = this.#engine.parts;
    const reserving = Array.from({ length: count }, async () => store.reserve(BELOW_MAX));
    const answers = await Promise.allSettled(reserving);
    const vacancies: Vacancy[] = [];
    let error: unknown = lifecycle.error;
    for (const answer of answers) {
      if (answer.status === "rejected") error ??= this.#engine.storeError(answer.reason);
      else if (answer.value !== undefined) vacancies.push(answer.value);
    }
    if (vacancies.length < count) error ??= this.#full(count, vacancies.length);
    if (error === undefined) return vacancies;
    await this.#giveBack(vacancies);
    throw error;
  }

  /** Callers who came meanwhile found these vacancies taken. */
  async #giveBack(vacancies: readonly Vacancy[]): Promise<void> {
    const { store, lifecycle } = this.#engine.parts;
    const abandoning = vacancies.map(async (vacancy) => store.abandon(vacancy, "cancelled"));
    await Promise.all(abandoning.map((answer) => this.#tell(answer)));
    if (!lifecycle.isClosing) this.#engine.changed();
  }

  async #enter(vacancy: Vacancy, arrival: Arrival<State>, option: string): Promise<Session<State>> {
    // A listener may have closed the pool when it was told of another one of them.
    this.#expectOpen();
    const { store, events } = this.#engine.parts;
    const record = this.#record(vacancy, arrival);
    const answer = store.fill(vacancy, record);
    const filled = isPromise(answer) ? await this.#engine.ask(answer) : answer;
    if (filled === undefined) throw this.#refused(arrival.id, option);
    const { id, slot } = filled.session;
    events.to("session:ready")?.({ id, slot, tookMs: 0 });
    this.#engine.built(undefined, filled, record.pauseMs);
    // Exported while its last use was leased: nobody will lease it here.
    if (arrival.counters.uses >= store.limits.maxUses) await this.#retire(id, "uses");
    return filled.session;
  }

  #record({ slot }: Vacancy, arrival: Arrival<State>): NewSession<State> {
    const { options, store } = this.#engine.parts;
    const { random, rank, clock, lifetimeJitter, delayMs, delayJitter } = options;
    const lifeMs = drawLifeMs(store.limits.maxAgeMs, lifetimeJitter, random);
    const pauseMs = drawPauseMs(delayMs, delayJitter, random);
    const createdAt = clock.now() - arrival.ageMs;
    const { id, state, variant, ageMs, idleMs, counters } = arrival;
    const session = { id, slot, state, variant, createdAt, lastLeasedAt: undefined, ...counters };
    const drawn = { lifeMs, pauseMs, rank: rank?.(session, random) };
    return { id, state, variant, ageMs, idleMs, counters, ...drawn };
  }

  async #retire(id: string, reason: "uses" | "manual"): Promise<void> {
    const retired = await this.#engine.ask(this.#engine.parts.store.retire(id, reason));
    if (retired !== undefined) this.#engine.retired(retired);
  }

  /** Tidies up after a failure the caller is told of: another one is told by an event. */
  async #tell(tidying: Promise<unknown>): Promise<void> {
    await tidying.catch((error: unknown) => this.#engine.storeFailed(error));
  }

  #refused(id: string, option: string): Error {
    if (this.#isTaken(id)) return taken(option, id);
    return this.#engine.storeError(new Error("the vacancy was lost"));
  }

  #full(wanted: number, vacant: number): SessionaryError<"ERR_POOL_FULL"> {
    const what = `no room for ${wanted} sessions, ${vacant} may be added`;
    return this.#engine.parts.error("ERR_POOL_FULL", what);
  }
}

function taken(option: string, id: string): Error {
  return invalidOption("SessionPool", option, "of ids that no session has", id);
}
