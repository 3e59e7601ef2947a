import type { Clock } from "../clock.ts";
import { Alarm } from "./alarm.ts";
import type { Demand } from "./demand.ts";
import { QueueClock } from "./queue-clock.ts";
import type { WaitingRoom } from "./waiting-room.ts";

/** How long callers wait in the queue. */
export class Patience<State, Request> {
  readonly #room: WaitingRoom<State, Request>;
  readonly #clock: QueueClock;
  readonly #alarm: Alarm;
  readonly #onEnd: (demand: Demand<State, Request>) => void;

  constructor(
    clock: Clock,
    room: WaitingRoom<State, Request>,
    onEnd: (demand: Demand<State, Request>) => void,
  ) {
    this.#room = room;
    this.#clock = new QueueClock(clock);
    this.#alarm = new Alarm(clock, () => this.#expire(), { holdsProcess: true });
    this.#onEnd = onEnd;
  }

  /** A caller comes to the queue. */
  begin(demand: Demand<State, Request>): void {
    demand.deadline = this.#clock.now() + demand.timeoutMs;
    if (!this.#clock.isFrozen) this.#alarm.set(demand.timeoutMs);
  }

  /** A caller is back in the queue, with the time it has left. */
  goOn(demand: Demand<State, Request>): void {
    if (!this.#clock.isFrozen) this.#alarm.set(Math.max(0, demand.deadline - this.#clock.now()));
  }

  /** Lets the time of the queue run, or stand still. */
  run(runs: boolean): void {
    if (!runs) return this.#clock.freeze();
    if (!this.#clock.isFrozen) return;
    this.#clock.thaw();
    this.#expire();
  }

  /** Nobody is left in the queue. */
  rest(): void {
    this.#alarm.clear();
  }

  #expire(): void {
    for (;;) {
      const demand = this.#room.firstDeadline;
      if (demand === undefined || this.#clock.isFrozen) return;
      const leftMs = demand.deadline - this.#clock.now();
      if (leftMs > 0) return this.#alarm.set(leftMs);
      this.#onEnd(demand);
    }
  }
}
