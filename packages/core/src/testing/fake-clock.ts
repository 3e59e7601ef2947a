import type { Clock } from "../clock.ts";
import { Heap, type HeapEntry } from "../heap.ts";
import { aNumber, expectOption } from "../options/expect.ts";

/** A clock that stands still until it is told to move. */
export interface FakeClock extends Clock {
  /** Timers that are armed. */
  readonly pending: number;
  /** Armed timers that would hold a process open: those whose handle was not told `unref()`. */
  readonly pendingRef: number;
  /** In how many milliseconds the next timer is due; `Infinity` when none is armed. */
  readonly nextInMs: number;
  setTimeout(callback: () => void, delayMs: number): FakeTimer;
  /**
   * Moves on by `ms` milliseconds and fires the timers that fall due, in order of time and then of arming, those included that are armed
   * on the way. Microtasks run before, between and after: see {@link FakeClock.flush}.
   */
  advance(ms: number): Promise<void>;
  /**
   * Fires timer after timer, however far away, until none is armed.
   *
   * @param maxTimers - throws after this many, so that a timer that always arms another ends the test instead of hanging it. @default 10_000
   */
  runAll(maxTimers?: number): Promise<void>;
  /** Lets pending microtasks run, 100 turns of them: enough for promise chains of some thirty `await`s. Time stands still. */
  flush(): Promise<void>;
}

/** What `setTimeout` of a fake clock answers; like a timer of Node. */
export interface FakeTimer {
  ref(): FakeTimer;
  unref(): FakeTimer;
  hasRef(): boolean;
}

/**
 * Each turn settles one link of a promise chain, and returning a promise from an async function takes three: chains of thirty calls
 * settle within a flush, and nothing in the engine is near that deep.
 */
const TURNS = 100;

/** Where timers of the real runtimes overflow, and fire at once instead of late. */
const MAX_DELAY_MS = 2 ** 31 - 1;

const delayRule = aNumber(`a number <= ${MAX_DELAY_MS}`, (ms) => ms <= MAX_DELAY_MS);
const spanRule = aNumber("a finite number >= 0", (ms) => ms >= 0 && ms < Infinity);

/**
 * Makes a clock for tests and simulation.
 *
 * It refuses delays that real timers do not keep, NaN and those above 2^31 - 1: they would fire at once. Negative ones fire at once here too.
 *
 * @param options - `now`: epoch milliseconds to start at. @default 0
 * @example
 * ```ts
 * import { createSessionPool } from "@sessionary/core";
 * import { createFakeClock } from "@sessionary/core/testing";
 *
 * const clock = createFakeClock();
 * const pool = createSessionPool({ clock, delayMs: 5_000 });
 * await clock.advance(5_000);
 * ```
 */
export function createFakeClock(options: { readonly now?: number } = {}): FakeClock {
  return new ManualClock(options.now ?? 0);
}

class ManualClock implements FakeClock {
  readonly #timers = new Heap<Timer>();
  #now: number;
  #refs = 0;

  constructor(now: number) {
    this.#now = now;
  }

  get pending(): number {
    return this.#timers.size;
  }

  get pendingRef(): number {
    return this.#refs;
  }

  get nextInMs(): number {
    return (this.#timers.peek()?.heapKey ?? Infinity) - this.#now;
  }

  // A clock's methods may be called without their object, as the runtime's are.
  readonly now = (): number => this.#now;

  readonly setTimeout = (callback: () => void, delayMs: number): FakeTimer => {
    expectOption("FakeClock", "delayMs", delayMs, delayRule);
    const timer = new Timer(callback, (change) => {
      if (this.#timers.has(timer)) this.#refs += change;
    });
    this.#timers.push(timer, this.#now + Math.max(delayMs, 0));
    this.#refs++;
    return timer;
  };

  readonly clearTimeout = (handle: unknown): void => {
    if (handle instanceof Timer) this.#disarm(handle);
  };

  async advance(ms: number): Promise<void> {
    expectOption("FakeClock", "ms", ms, spanRule);
    const end = this.#now + ms;
    await this.flush();
    while ((this.#timers.peek()?.heapKey ?? Infinity) <= end) await this.#fireNext();
    this.#now = end;
    await this.flush();
  }

  async runAll(maxTimers = 10_000): Promise<void> {
    await this.flush();
    for (let fired = 0; this.pending > 0; fired++) {
      if (fired === maxTimers) {
        throw new Error(
          `FakeClock: ${fired} timers have fired and ${this.pending} are still armed`,
        );
      }
      await this.#fireNext();
    }
  }

  async flush(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) await Promise.resolve();
  }

  async #fireNext(): Promise<void> {
    const timer = this.#timers.peek();
    if (timer === undefined) return;
    this.#disarm(timer);
    this.#now = timer.heapKey;
    timer.callback();
    await this.flush();
  }

  #disarm(timer: Timer): void {
    if (this.#timers.remove(timer) && timer.hasRef()) this.#refs--;
  }
}

class Timer implements FakeTimer, HeapEntry {
  heapKey = 0;
  heapIndex = -1;
  heapOrder = 0;
  readonly callback: () => void;
  readonly #count: (change: 1 | -1) => void;
  #held = true;

  constructor(callback: () => void, count: (change: 1 | -1) => void) {
    this.callback = callback;
    this.#count = count;
  }

  hasRef(): boolean {
    return this.#held;
  }

  ref(): this {
    if (!this.#held) this.#count(1);
    this.#held = true;
    return this;
  }

  unref(): this {
    if (this.#held) this.#count(-1);
    this.#held = false;
    return this;
  }
}
