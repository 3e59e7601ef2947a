import { canonicalJson } from "../canonical-json.ts";
import { aString, anything, expectOptions } from "../options/expect.ts";
import type { Session } from "../session/session.ts";
import type { SessionCounters } from "../store/store.ts";
import type { JsonValue, StateCodec } from "../types.ts";
import { Admission, type Arrival } from "./admission.ts";
import { checkExport } from "./check-export.ts";
import { drawId } from "./draw.ts";
import type { Engine } from "./engine.ts";
import type { PoolExport, SessionExport } from "./pool-export.ts";

const SUBJECT = "SessionPool";

const UNUSED: SessionCounters = Object.freeze({ uses: 0, errors: 0, checkFailures: 0 });

/** Moves sessions in and out of a pool without an init. */
export class Transfer<State, Request, Response> {
  readonly #engine: Engine<State, Request, Response>;
  readonly #admission: Admission<State, Request, Response>;
  readonly #codec: StateCodec<State>;

  constructor(engine: Engine<State, Request, Response>) {
    this.#engine = engine;
    this.#admission = new Admission(engine);
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
    const arrival = { id, state, variant, ageMs: 0, idleMs: 0, counters: UNUSED };
    const [session] = await this.#admission.admit([arrival], "id");
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
    const { lifecycle } = this.#engine.parts;
    if (lifecycle.error !== undefined) throw lifecycle.error;
    const reading = await Promise.allSettled(sessions.map((session) => this.#read(session)));
    const arrivals = reading
      .filter((each) => each.status === "fulfilled")
      .map(({ value }) => value);
    const failed = reading.find((each) => each.status === "rejected");
    if (failed === undefined) await this.#admission.admit(arrivals, "sessions");
    else {
      for (const { discard } of arrivals) discard?.();
      throw failed.reason;
    }
  }

  /** Resolves when nothing is on its way into the pool. */
  ended(): Promise<void> {
    return this.#admission.ended();
  }

  async #read(exported: SessionExport): Promise<Arrival<State>> {
    const { parts } = this.#engine;
    const {
      id,
      state: json,
      variant,
      createdAt,
      lastUsedAt,
      uses,
      errors,
      checkFailures,
    } = exported;
    const state = (json === undefined ? undefined : await this.#codec.decode(json)) as State;
    const counters = { uses, errors, checkFailures };
    const now = parts.options.clock.now();
    const idleMs = lastUsedAt === undefined ? 0 : now - lastUsedAt;
    const arrival = { id, state, variant, ageMs: now - createdAt, idleMs, counters };
    // Plain JSON holds nothing that has to be freed.
    if (json === undefined || parts.options.adapter?.codec === undefined) return arrival;
    const session = { id, slot: -1, state, variant, createdAt, lastLeasedAt: undefined };
    return { ...arrival, discard: () => parts.dispose({ ...session, ...counters }) };
  }

  async #write(session: Session<State>): Promise<SessionExport> {
    const { id, state, variant, createdAt, lastLeasedAt, uses, errors, checkFailures } = session;
    const { lastUsedAt = lastLeasedAt ?? createdAt } = session;
    const json = state === undefined ? undefined : await this.#codec.encode(state);
    return {
      id,
      ...(json !== undefined && { state: json }),
      ...(variant !== undefined && { variant }),
      createdAt,
      lastUsedAt,
      uses,
      errors,
      checkFailures,
    };
  }
}

/** For states that are JSON already. */
const plainCodec: StateCodec<JsonValue> = {
  encode: (state) => JSON.parse(canonicalJson(state, SUBJECT, "state")) as JsonValue,
  decode: (json) => json,
};
