import { canonicalJson } from "../canonical-json.ts";
import type { SessionaryError } from "../errors/sessionary-error.ts";
import {
  aString,
  anInteger,
  aNumber,
  anything,
  expectOptions,
  invalidOption,
} from "../options/expect.ts";
import type { Session } from "../session/session.ts";
import type { SessionCounters, Vacancy } from "../store/store.ts";
import type { JsonValue, StateCodec } from "../types.ts";
import { drawId, drawLifeMs, drawPauseMs } from "./draw.ts";
import type { Engine } from "./engine.ts";
import type { PoolExport, SessionExport } from "./pool-export.ts";

const SUBJECT = "SessionPool";

/** A session that was built elsewhere. */
interface Arrival<State> {
  readonly id: string;
  readonly state: State;
  readonly variant: JsonValue | undefined;
  readonly ageMs: number;
  readonly counters: SessionCounters;
}

const UNUSED: SessionCounters = Object.freeze({ uses: 0, errors: 0, checkFailures: 0 });

/** Moves sessions in and out of a pool without an init. */
export class Transfer<State, Request, Response> {
  readonly #engine: Engine<State, Request, Response>;
  readonly #codec: StateCodec<State>;

  constructor(engine: Engine<State, Request, Response>) {
    this.#engine = engine;
    this.#codec =
      engine.parts.options.adapter?.codec ??
      (plainCodec as StateCodec<unknown> as StateCodec<State>);
  }

  async add(
    state: State,
    options: { readonly id?: string; readonly variant?: JsonValue } = {},
  ): Promise<Session<State>> {
    expectOptions(SUBJECT, options, { id: aString, variant: anything });
    const { id = drawId(this.#engine.parts.options.random), variant } = options;
    const [session] = await this.#admit([{ id, state, variant, ageMs: 0, counters: UNUSED }], "id");
    return session as Session<State>;
  }

  async export(): Promise<PoolExport> {
    const { store, options } = this.#engine.parts;
    const sessions = await this.#engine.ask(store.list());
    return {
      version: 1,
      pool: options.name,
      sessions: await Promise.all(sessions.map((session) => this.#write(session))),
    };
  }

  async import(exported: PoolExport): Promise<void> {
    const sessions = checkExport(exported);
    const now = this.#engine.parts.options.clock.now();
    const arrivals = await Promise.all(
      sessions.map(async ({ id, state, variant, createdAt, uses, errors, checkFailures }) => ({
        id,
        state: (state === undefined ? undefined : await this.#codec.decode(state)) as State,
        variant,
        ageMs: now - createdAt,
        counters: { uses, errors, checkFailures },
      })),
    );
    await this.#admit(arrivals, "sessions");
  }

  async #write(session: Session<State>): Promise<SessionExport> {
    const { id, state, variant, createdAt, uses, errors, checkFailures } = session;
    const json = state === undefined ? undefined : await this.#codec.encode(state);
    return {
      id,
      ...(json !== undefined && { state: json }),
      ...(variant !== undefined && { variant }),
      createdAt,
      uses,
      errors,
      checkFailures,
    };
  }

  /** All or none. */
  async #admit(arrivals: readonly Arrival<State>[], option: string): Promise<Session<State>[]> {
    const { store, lifecycle } = this.#engine.parts;
    if (lifecycle.error !== undefined) throw lifecycle.error;
    const ids = new Set<string>();
    for (const { id } of arrivals) {
      if (ids.has(id) || store.get(id) !== undefined)
        throw invalidOption(SUBJECT, option, "of ids that no session has", id);
      ids.add(id);
    }
    const vacancies: Vacancy[] = [];
    for (const _ of arrivals) {
      const vacancy = await this.#engine.ask(store.reserve({ upTo: "max" }));
      if (vacancy !== undefined) vacancies.push(vacancy);
    }
    if (vacancies.length < arrivals.length) {
      const error = this.#full(arrivals.length, vacancies.length);
      for (const vacancy of vacancies) await this.#engine.ask(store.abandon(vacancy, "cancelled"));
      throw error;
    }
    const sessions: Session<State>[] = [];
    for (const [index, arrival] of arrivals.entries())
      sessions.push(await this.#fill(vacancies[index] as Vacancy, arrival));
    return sessions;
  }

  async #fill(vacancy: Vacancy, arrival: Arrival<State>): Promise<Session<State>> {
    const { store, options, events } = this.#engine.parts;
    const { random, rank } = options;
    const counted = {
      ...arrival,
      ...arrival.counters,
      slot: vacancy.slot,
      lastLeasedAt: undefined,
    };
    const lifeMs = drawLifeMs(options.maxAgeMs, options.lifetimeJitter, random);
    const pauseMs = drawPauseMs(options.delayMs, options.delayJitter, random);
    const filling = store.fill(vacancy, {
      ...arrival,
      lifeMs,
      pauseMs,
      rank: rank?.({ ...counted, createdAt: options.clock.now() - arrival.ageMs }, random),
    });
    const filled = await this.#engine.ask(filling);
    if (filled === undefined) throw this.#engine.storeError(new Error("the vacancy was lost"));
    const { id, slot } = filled.session;
    events.to("session:ready")?.({ id, slot, tookMs: 0 });
    this.#engine.built(undefined, filled, pauseMs);
    if (arrival.counters.uses >= store.limits.maxUses) await this.#retireWorn(id);
    return filled.session;
  }

  /** Exported while its last use was leased: nobody will lease it here. */
  async #retireWorn(id: string): Promise<void> {
    const retired = await this.#engine.ask(this.#engine.parts.store.retire(id, "uses"));
    if (retired !== undefined) this.#engine.retired(retired);
  }

  #full(wanted: number, vacant: number): SessionaryError<"ERR_POOL_FULL"> {
    const what = `no room for ${wanted} sessions, ${vacant} may be added`;
    return this.#engine.parts.error("ERR_POOL_FULL", what);
  }
}

/** For states that are JSON already. */
const plainCodec: StateCodec<JsonValue> = {
  encode: (state) => JSON.parse(canonicalJson(state, SUBJECT, "state")) as JsonValue,
  decode: (json) => json,
};

const aTime = aNumber("epoch milliseconds", Number.isFinite);
const exportRules = {
  version: (value: unknown) => (value === 1 ? undefined : "1, the version this one reads"),
  pool: aString,
  sessions: (value: unknown) => (Array.isArray(value) ? undefined : "a list of sessions"),
};
const sessionRules = {
  id: aString,
  state: anything,
  variant: anything,
  createdAt: aTime,
  uses: anInteger(0),
  errors: aNumber("a number >= 0", (count) => count >= 0),
  checkFailures: anInteger(0),
};

function checkExport(exported: PoolExport): readonly SessionExport[] {
  expectOptions(SUBJECT, exported, exportRules, "export.");
  for (const key of ["version", "sessions"] as const)
    if (exported[key] === undefined)
      throw invalidOption(SUBJECT, `export.${key}`, "given", exported[key]);
  for (const [index, session] of exported.sessions.entries()) {
    const prefix = `export.sessions[${index}].`;
    expectOptions(SUBJECT, session, sessionRules, prefix);
    for (const key of ["id", "createdAt", "uses", "errors", "checkFailures"] as const)
      if (session[key] === undefined)
        throw invalidOption(SUBJECT, prefix + key, "given", session[key]);
  }
  return exported.sessions;
}
