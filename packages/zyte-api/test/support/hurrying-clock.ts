import type { Clock } from "@sessionary/core";

/** The time-out of an attempt, which is no rest. */
const TIMEOUT_MS = 320_000;

/** A clock that a client need not wait for: every rest is over at once, as long as it was to be. */
export class HurryingClock implements Clock {
  /** The rests, in milliseconds. */
  readonly rests: number[] = [];
  /** Time-outs that are armed. */
  readonly timeouts: Set<object> = new Set();
  #now: number = 1_000_000;

  now(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, delayMs: number): unknown {
    const handle = {};
    if (delayMs === TIMEOUT_MS) {
      this.timeouts.add(handle);
      return handle;
    }
    this.rests.push(delayMs);
    this.#now += delayMs;
    queueMicrotask(callback);
    return handle;
  }

  clearTimeout(handle: unknown): void {
    this.timeouts.delete(handle as object);
  }
}
