import type { Clock } from "../clock.ts";

/** The longest delay that timers of JavaScript runtimes take; longer ones would ring at once. */
const MAX_DELAY_MS = 2_147_483_647;

/** Rings once, after a delay of any length; `Infinity` never rings. */
export class Timer {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #holdsProcess = true;
  #handle: unknown;

  constructor(clock: Clock, ring: () => void, delayMs: number) {
    this.#clock = clock;
    this.#ring = ring;
    if (delayMs < Number.POSITIVE_INFINITY) this.#set(delayMs);
  }

  clear(): void {
    if (this.#handle !== undefined) this.#clock.clearTimeout(this.#handle);
  }

  /** Whether the process stays alive for it, where the runtime can tell the difference. */
  set holdsProcess(holds: boolean) {
    this.#holdsProcess = holds;
    const handle = this.#handle as { ref?: () => void; unref?: () => void } | undefined;
    if (holds) handle?.ref?.();
    else handle?.unref?.();
  }

  #set(delayMs: number): void {
    const leftMs = delayMs - MAX_DELAY_MS;
    this.#handle =
      leftMs > 0
        ? this.#clock.setTimeout(() => this.#set(leftMs), MAX_DELAY_MS)
        : this.#clock.setTimeout(this.#ring, Math.ceil(delayMs));
    if (!this.#holdsProcess) this.holdsProcess = false;
  }
}
