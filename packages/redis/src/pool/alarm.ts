import type { Clock } from "@sessionary/core";

/** A timer that rings at the earliest of the times it was set to. It does not hold the process open. */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #handle: unknown;
  #at = Number.POSITIVE_INFINITY;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  set(delayMs: number): void {
    const at = this.#clock.now() + delayMs;
    if (at >= this.#at || delayMs === Number.POSITIVE_INFINITY) return;
    this.clear();
    this.#at = at;
    this.#handle = this.#clock.setTimeout(
      () => {
        this.#at = Number.POSITIVE_INFINITY;
        this.#ring();
      },
      Math.min(delayMs, MAX_DELAY_MS),
    );
    (this.#handle as { unref?(): void } | undefined)?.unref?.();
  }

  clear(): void {
    if (this.#at === Number.POSITIVE_INFINITY) return;
    this.#clock.clearTimeout(this.#handle);
    this.#at = Number.POSITIVE_INFINITY;
  }
}

/** The longest that Node's timers can wait. */
const MAX_DELAY_MS = 2 ** 31 - 1;
