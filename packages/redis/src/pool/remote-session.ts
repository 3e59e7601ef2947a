import type { JsonValue, Session } from "@sessionary/core";

/** A state as this process has it, and as it was stored: what differs has to be written back. */
export interface StateCopy<State> {
  readonly state: State;
  /** What was stored, as the codec's JSON. */
  base: string;
  version: number;
  /** The codec's token of `base`, if it has one. */
  revision: unknown;
}

/** What Redis says of a session whenever it speaks of it. */
export interface SessionFacts {
  readonly born: string;
  readonly version: number;
  readonly uses: number;
  readonly errors: number;
  readonly checkFailures: number;
  readonly lastLeasedAt: number | undefined;
  readonly lastUsedAt: number;
}

/** What it says of one that this worker may not know. */
export interface NewFacts extends SessionFacts {
  readonly id: string;
  readonly slot: number;
  readonly createdAt: number;
  /** What is left of its drawn life time. */
  readonly expiresInMs: number;
}

/** A session as this process knows it. Its counters are those of the last answer. */
export class RemoteSession<State> implements Session<State> {
  /** Names it even when its id comes again. */
  readonly born: string;
  readonly id: string;
  readonly slot: number;
  readonly variant: JsonValue | undefined;
  readonly createdAt: number;
  /** When it is too old to be leased, by the clock of this process that only goes forward. */
  readonly expiresAt: number;
  lastLeasedAt: number | undefined = undefined;
  lastUsedAt: number | undefined = undefined;
  uses = 0;
  errors = 0;
  checkFailures = 0;
  #copy: StateCopy<State>;
  /** What its state was before other workers changed it; leases that are open here may go on with it. */
  #outdated: State[] = [];
  /** Open leases of this process. */
  leases = 0;
  /** It has left the pool. */
  isGone = false;

  constructor(
    facts: NewFacts,
    variant: JsonValue | undefined,
    copy: StateCopy<State>,
    now: number,
  ) {
    this.expiresAt = now + facts.expiresInMs;
    this.born = facts.born;
    this.id = facts.id;
    this.slot = facts.slot;
    this.createdAt = facts.createdAt;
    this.variant = variant;
    this.#copy = copy;
    this.learn(facts);
  }

  get state(): State {
    return this.#copy.state;
  }

  get copy(): StateCopy<State> {
    return this.#copy;
  }

  set copy(copy: StateCopy<State>) {
    const { state } = this.#copy;
    if (copy.state !== state && state !== undefined) this.#outdated.push(state);
    this.#copy = copy;
  }

  /** The session as it was with each of its states that are over. */
  takeOutdated(): readonly Session<State>[] {
    // As little to be seen of the state as of that of the session.
    const taken = this.#outdated.map((value) =>
      Object.defineProperty(this.toJSON(), "state", { value }),
    );
    this.#outdated = [];
    return taken as Session<State>[];
  }

  learn({ uses, errors, checkFailures, lastLeasedAt, lastUsedAt }: SessionFacts): void {
    this.uses = uses;
    this.errors = errors;
    this.checkFailures = checkFailures;
    this.lastLeasedAt = lastLeasedAt;
    this.lastUsedAt = lastUsedAt;
  }

  /** What printing a session shows: never its state, which holds its secrets. */
  toJSON(): Omit<Session, "state"> {
    const { id, slot, variant, createdAt, lastLeasedAt, lastUsedAt } = this;
    const { uses, errors, checkFailures } = this;
    return {
      id,
      slot,
      variant,
      createdAt,
      lastLeasedAt,
      lastUsedAt,
      uses,
      errors,
      checkFailures,
    };
  }
}

/** Node's `console.log` asks for this. */
Object.defineProperty(RemoteSession.prototype, Symbol.for("nodejs.util.inspect.custom"), {
  value(this: RemoteSession<unknown>) {
    return this.toJSON();
  },
});
