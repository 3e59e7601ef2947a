import { setImmediate as turn } from "node:timers/promises";

/** Lets the event loop turn until something is so; the time-out of the test is the limit. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await turn();
}
