import type { Clock } from "../clock.ts";
import { Timer } from "./timer.ts";

/** Holds back all inits after one ended `later`, until the latest time that was asked for. */
export class Gate {
  readonly #clock: Clock;
  readonly #onOpen: () => void;
  #timer: Timer | undefined = undefined;
  #opensAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, onOpen: () => void) {
    this.#clock = clock;
    this.#onOpen = onOpen;
  }

  get isClosed(): boolean {
    return this.#timer !== undefined;
  }

  close(forMs: number, isAwaited: boolean): void {
    if (isAwaited) this.hold();
    const opensAt = this.#clock.now() + forMs;
    if (forMs <= 0 || opensAt <= this.#opensAt) return;
    this.#timer?.clear();
    this.#opensAt = opensAt;
    const open = (): void => {
      this.#timer = undefined;
      this.#onOpen();
    };
    this.#timer = new Timer(this.#clock, open, forMs);
    this.#timer.holdsProcess = isAwaited;
  }

  /** Callers have come: the process must not end before they are served. */
  hold(): void {
    if (this.#timer !== undefined) this.#timer.holdsProcess = true;
  }

  clear(): void {
    this.#timer?.clear();
    this.#timer = undefined;
    this.#opensAt = Number.NEGATIVE_INFINITY;
  }
}
