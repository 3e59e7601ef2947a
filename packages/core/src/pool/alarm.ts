import type { Clock } from "../clock.ts";

/** The longest delay that timers of JavaScript runtimes take; longer ones would ring at once. */
const MAX_DELAY_MS = 2_147_483_647;

/** Lets the process end although a timer is set, where the runtime can. */
export function unref(handle: unknown): void {
  (handle as { unref?: () => void } | null | undefined)?.unref?.();
}

/** Keeps the process alive for a timer again. */
export function ref(handle: unknown): void {
  (handle as { ref?: () => void } | null | undefined)?.ref?.();
}

/**
 * One timer for many deadlines: it rings no later than the earliest time it was set to, sometimes too early, and whoever is
 * woken looks what is due and sets it again. So it need not be moved when a deadline goes away.
 */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  readonly #holdsProcess: boolean;
  #handle: unknown;
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
    this.#handle = this.#clock.setTimeout(
      () => {
        this.#ringsAt = Number.POSITIVE_INFINITY;
        this.#handle = undefined;
        this.#ring();
      },
      Math.min(Math.ceil(inMs), MAX_DELAY_MS),
    );
    if (!this.#holdsProcess) unref(this.#handle);
  }

  clear(): void {
    if (this.#ringsAt === Number.POSITIVE_INFINITY) return;
    this.#ringsAt = Number.POSITIVE_INFINITY;
    this.#clock.clearTimeout(this.#handle);
    this.#handle = undefined;
  }
}
