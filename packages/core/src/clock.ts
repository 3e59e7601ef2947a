/** The time source and timer of a pool. Inject another one for tests and simulation. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls `callback` once, `delayMs` milliseconds from now, and returns a handle for `clearTimeout`. */
  setTimeout(callback: () => void, delayMs: number): unknown;
  clearTimeout(handle: unknown): void;
}

/** The runtime's own clock. */
export const systemClock: Clock = {
  now: Date.now,
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
  // A number or an object, as the runtime has it: it goes back as it came.
  clearTimeout: (handle) => clearTimeout(handle as number),
};

/** The runtime's own random numbers, in [0, 1). */
export const systemRandom: () => number = Math.random;
