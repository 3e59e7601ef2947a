import type { Clock } from "@sessionary/core";

/** The promise, or a rejection once `forMs` have passed. */
export function orUntil<T>(promise: Promise<T>, forMs: number, clock: Clock): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimeout(
      () => reject(new Error("no answer from Redis before the first lease has timed out")),
      Math.max(0, forMs),
    );
    promise.then(resolve, reject).finally(() => clock.clearTimeout(timer));
  });
}
