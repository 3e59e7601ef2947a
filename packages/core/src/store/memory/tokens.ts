import type { Grant, Vacancy } from "../store.ts";
import type { SessionRecord } from "./record.ts";

/** A lease in memory: the object itself is the token. */
export class MemoryGrant<State> implements Grant<State> {
  readonly granted = true;
  readonly session: SessionRecord<State>;
  readonly fence: number;
  readonly startsInMs: number;
  settled = false;

  constructor(session: SessionRecord<State>, fence: number, startsInMs: number) {
    this.session = session;
    this.fence = fence;
    this.startsInMs = startsInMs;
  }
}

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
