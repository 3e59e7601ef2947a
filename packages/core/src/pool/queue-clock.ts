import type { Clock } from "../clock.ts";

/** The time that callers spend in the queue. It stands still while nobody could be served. */
export class QueueClock {
  readonly #clock: Clock;
  /** How long it has stood still so far. */
  #stoodStillMs = 0;
  #frozenAt: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return (this.#frozenAt ?? this.#clock.now()) - this.#stoodStillMs;
  }

  get isFrozen(): boolean {
    return this.#frozenAt !== undefined;
  }

  freeze(): void {
    this.#frozenAt ??= this.#clock.now();
  }

  thaw(): void {
    if (this.#frozenAt === undefined) return;
    this.#stoodStillMs += this.#clock.now() - this.#frozenAt;
    this.#frozenAt = undefined;
  }
}
