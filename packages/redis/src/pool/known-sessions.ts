import type { MaybePromise, Retired, Session } from "@sessionary/core";
import { RemoteSession, type NewFacts, type StateCopy } from "./remote-session.ts";
import { factsOf, lastOf, newFactsOf, type Reply } from "./replies.ts";
import type { Server } from "./server.ts";
import type { StateText } from "./state-text.ts";

/** Of a copy that has to be read again before it is used. */
const NO_VERSION = -1;

/** The sessions this process has a copy of: with a state of its own, whose resources are freed when the session has left the pool. */
export class KnownSessions<State> {
  readonly #server: Server;
  readonly #states: StateText<State>;
  readonly #elapsed: () => number;
  readonly #byBirth = new Map<string, RemoteSession<State>>();
  readonly #byId = new Map<string, RemoteSession<State>>();
  readonly #listeners = new Set<(session: Session<State>) => void>();
  readonly #outdatedListeners = new Set<(session: Session<State>) => void>();
  /** Told first of all of a session that has left. */
  onLeft: (session: RemoteSession<State>) => void = () => undefined;

  constructor(server: Server, states: StateText<State>, elapsed: () => number) {
    this.#elapsed = elapsed;
    this.#server = server;
    this.#states = states;
  }

  /** A live session. */
  get(id: string): RemoteSession<State> | undefined {
    return this.#byId.get(id);
  }

  /** All that have not left. */
  live(): readonly RemoteSession<State>[] {
    return [...this.#byId.values()];
  }

  /** Tells of sessions that others retired, and of states that others changed, when nobody leases the session here. */
  watch(
    onGone: (session: Session<State>) => void,
    onOutdated: (session: Session<State>) => void,
  ): () => void {
    this.#listeners.add(onGone);
    this.#outdatedListeners.add(onOutdated);
    return () => {
      this.#listeners.delete(onGone);
      this.#outdatedListeners.delete(onOutdated);
    };
  }

  add(session: RemoteSession<State>): void {
    this.#byBirth.set(session.born, session);
    this.#byId.set(session.id, session);
  }

  /** The copy of a session, brought up to what was told. */
  session(told: Reply): MaybePromise<RemoteSession<State>> {
    const facts = factsOf(told);
    const known = this.#byBirth.get(facts.born);
    if (known?.copy.version !== facts.version) return this.#learn(told);
    known.learn(facts);
    return known;
  }

  copyOf(
    state: State,
    base: string,
    version: number,
    revision: unknown = this.#states.revision(state),
  ): StateCopy<State> {
    return { state, base, version, revision };
  }

  /** Another state of a session was stored. */
  replace(born: string, copy: StateCopy<State>): void {
    const session = this.#byBirth.get(born);
    if (session === undefined) return;
    session.copy = copy;
    this.#freeOutdated(session);
  }

  /** This worker has retired a session, known or not. */
  retired(told: Reply): Retired<State> {
    const facts = newFactsOf(told) as NewFacts;
    const reason = lastOf(told);
    const known = this.#byBirth.get(facts.born);
    if (known === undefined) {
      const blank = this.copyOf(undefined as State, "", facts.version);
      const session = new RemoteSession(facts, undefined, blank, this.#elapsed());
      return { session, reason, leases: 0, absent: true };
    }
    known.learn(facts);
    this.left(known);
    return { session: known, reason, leases: known.leases };
  }

  /** Another worker has retired it. */
  gone(born: string): void {
    const session = this.#byBirth.get(born);
    if (session !== undefined && this.left(session)) this.tell(session);
  }

  /** A lease has ended without an answer that says how. */
  forgetLease(session: RemoteSession<State>): void {
    if (this.released(session)) this.tell(session);
  }

  /** Its lease was lost: what its holder did to the state is not to go on, here or elsewhere. */
  loseLease(session: RemoteSession<State>): void {
    this.readAgain(session);
    this.forgetLease(session);
  }

  /** Its next lease begins with what is stored. */
  readAgain(session: RemoteSession<State>): void {
    session.copy = { ...session.copy, version: NO_VERSION };
  }

  /** It has left the pool; it is kept while it is leased here. Answers whether its resources may be freed now. */
  left(session: RemoteSession<State>): boolean {
    if (session.isGone) return false;
    session.isGone = true;
    if (this.#byId.get(session.id) === session) this.#byId.delete(session.id);
    this.onLeft(session);
    this.#freeOutdated(session);
    return this.#forgotten(session);
  }

  /** A lease has ended. Answers whether its resources may be freed now. */
  released(session: RemoteSession<State>): boolean {
    session.leases -= 1;
    this.#freeOutdated(session);
    return session.isGone && this.#forgotten(session);
  }

  #forgotten(session: RemoteSession<State>): boolean {
    if (session.leases > 0) return false;
    this.#byBirth.delete(session.born);
    return true;
  }

  #freeOutdated(session: RemoteSession<State>): void {
    if (session.leases > 0) return;
    const outdated = session.takeOutdated();
    if (!this.#states.holdsResources) return;
    for (const each of outdated) for (const listener of this.#outdatedListeners) listener(each);
  }

  /** What this process holds of it is to be freed. */
  tell(session: Session<State>): void {
    for (const listener of this.#listeners) listener(session);
  }

  /** A state that is new here: told with the session, or asked for. */
  async #learn(told: Reply): Promise<RemoteSession<State>> {
    const introduced = newFactsOf(told) === undefined ? await this.#read(told) : told;
    const facts = newFactsOf(introduced) as NewFacts;
    const { base, variant } = await this.#states.unseal(facts.id, lastOf(introduced));
    const copy = this.copyOf(await this.#states.decode(base), base, facts.version);
    // Two answers may tell of it at the same time.
    const known = this.#byBirth.get(facts.born);
    if (known === undefined) {
      const session = new RemoteSession(facts, variant, copy, this.#elapsed());
      this.add(session);
      return session;
    }
    known.learn(facts);
    known.copy = copy;
    this.#freeOutdated(known);
    return known;
  }

  async #read(told: Reply): Promise<Reply> {
    const { born } = factsOf(told);
    const reply = await this.#server.ask("read", [born]);
    if (reply[0] === "none") throw new Error("the session left its pool while it was read");
    return reply[1] as Reply;
  }
}
