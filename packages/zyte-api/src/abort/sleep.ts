import type { Clock } from "@sessionary/core";
import { onAbort, type Abortable } from "./on-abort.ts";

/** Where timers overflow, and fire at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/**
 * Waits.
 *
 * @throws the signal's reason, as soon as it aborts
 */
export function sleep(ms: number, signal: Abortable, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const timer = clock.setTimeout(
      () => {
        forget();
        resolve();
      },
      Math.min(ms, MAX_DELAY_MS),
    );
    const forget = onAbort(signal, () => {
      clock.clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
}
