import type { Repeat } from "./rounds.ts";

/** Does it again and again, so many at the same time. */
export function inFlight(count: number, once: () => Promise<unknown>): Repeat {
  return async (times) => {
    let left = times;
    const caller = async (): Promise<void> => {
      while (left-- > 0) await once();
    };
    await Promise.all(Array.from({ length: count }, caller));
  };
}
