import type { Clock } from "../clock.ts";
import { Timer } from "./timer.ts";

/**
 * One timer for many deadlines: it rings no later than the earliest time it was set to, sometimes too early, and whoever is
 * woken looks what is due and sets it again. So it need not be moved when a deadline goes away.
 */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  readonly #holdsProcess: boolean;
  #timer: Timer | undefined;
  #ringsAt = Number.POSITIVE_INFINITY;

  constructor(clock: Clock, ring: () => void, options: { readonly holdsProcess: boolean }) {
    this.#clock = clock;
    this.#ring = ring;
    this.#holdsProcess = options.holdsProcess;
  }

  /** Rings in at most `inMs` milliseconds; `Infinity` leaves it as it is. */
  set(inMs: number): void {
    if (inMs === Number.POSITIVE_INFINITY) return;
    const ringsAt = this.#clock.now() + inMs;
    if (ringsAt >= this.#ringsAt) return;
    this.clear();
    this.#ringsAt = ringsAt;
    this.#timer = new Timer(
      this.#clock,
      () => {
        this.#ringsAt = Number.POSITIVE_INFINITY;
        this.#ring();
      },
      inMs,
    );
    this.#timer.holdsProcess = this.#holdsProcess;
  }

  clear(): void {
    if (this.#ringsAt === Number.POSITIVE_INFINITY) return;
    this.#ringsAt = Number.POSITIVE_INFINITY;
    this.#timer?.clear();
  }
}
