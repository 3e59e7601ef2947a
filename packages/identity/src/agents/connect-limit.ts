/** The timers of the limit: a core `Clock` is one. */
export interface TimerClock {
  setTimeout(callback: () => void, delayMs: number): unknown;
  clearTimeout(handle: unknown): void;
}

/** The timers of the runtime. */
export const systemTimers: TimerClock = {
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};

/** Longest time until a connection is usable, tunnel and TLS included. */
export interface ConnectLimit {
  readonly timeoutMs: number;
  readonly clock: TimerClock;
}
