import type { Clock } from "../clock.ts";
import type { Grant } from "../store/store.ts";
import type { Demand } from "./demand.ts";
import { Timer } from "./timer.ts";

/** A caller that was granted a new session and has yet to pause before its first use. */
export interface Pause<State, Request> {
  readonly demand: Demand<State, Request>;
  readonly grant: Grant<State>;
}

/** Creators that pause, by the session they have built. */
export class Pauses<State, Request> {
  readonly #clock: Clock;
  readonly #pauses = new Map<string, Pause<State, Request> & { readonly timer: Timer }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#pauses.size;
  }

  start(pause: Pause<State, Request>, onEnd: () => void): void {
    const { session, startsInMs } = pause.grant;
    const end = (): void => {
      this.#pauses.delete(session.id);
      onEnd();
    };
    const timer = new Timer(this.#clock, end, startsInMs);
    this.#pauses.set(session.id, { ...pause, timer });
  }

  /** Ends the pause of that session's creator, if it has one, before its time. */
  end(id: string): Pause<State, Request> | undefined {
    const pause = this.#pauses.get(id);
    if (pause === undefined) return undefined;
    this.#pauses.delete(id);
    pause.timer.clear();
    return pause;
  }

  endOf(demand: Demand<State, Request>): Pause<State, Request> | undefined {
    for (const [id, pause] of this.#pauses) if (pause.demand === demand) return this.end(id);
    return undefined;
  }

  endAll(): readonly Pause<State, Request>[] {
    return [...this.#pauses.keys()].flatMap((id) => this.end(id) ?? []);
  }
}
