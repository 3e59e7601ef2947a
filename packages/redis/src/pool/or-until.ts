import type { Clock } from "@sessionary/core";

/** The promise, or a rejection once `forMs` have passed. */
export function orUntil<T>(promise: Promise<T>, forMs: number, clock: Clock): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = new Error("no answer from Redis before the first lease has timed out");
    const timer = after(clock, forMs, () => reject(late));
    promise.then(resolve, reject).finally(() => clock.clearTimeout(timer));
  });
}

/** Resolves when `forMs` have passed. */
export function sleep(forMs: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => after(clock, forMs, resolve));
}

/** A timer that does not hold the process open: what holds it are the connections. */
function after(clock: Clock, forMs: number, ring: () => void): unknown {
  const timer = clock.setTimeout(ring, Math.max(0, Math.ceil(forMs)));
  (timer as { unref?(): void } | undefined)?.unref?.();
  return timer;
}
