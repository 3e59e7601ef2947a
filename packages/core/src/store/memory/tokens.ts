import type { Grant, Vacancy } from "../store.ts";
import type { SessionRecord } from "./record.ts";

/** A lease in memory: the object itself is the token. */
export class MemoryGrant<State> implements Grant<State> {
  /** On the prototype, like a pause of 0: most grants need no field for either. */
  declare readonly granted: true;
  declare readonly startsInMs: number;
  readonly session: SessionRecord<State>;
  readonly fence: number;
  settled = false;

  constructor(session: SessionRecord<State>, fence: number, startsInMs: number) {
    this.session = session;
    this.fence = fence;
    if (startsInMs > 0) this.startsInMs = startsInMs;
  }
}

Object.assign(MemoryGrant.prototype, { granted: true, startsInMs: 0 });

/** A reserved vacancy in memory: the object itself is the token. */
export class MemoryVacancy<State> implements Vacancy {
  readonly granted = "vacancy";
  readonly slot: number;
  readonly fence: number;
  readonly startsInMs: number;
  /** The session it renews. */
  readonly replaces: SessionRecord<State> | undefined;

  constructor(
    slot: number,
    fence: number,
    startsInMs: number,
    replaces: SessionRecord<State> | undefined,
  ) {
    this.slot = slot;
    this.fence = fence;
    this.startsInMs = startsInMs;
    this.replaces = replaces;
  }
}
