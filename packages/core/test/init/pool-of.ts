import type { Verdict } from "../../src/index.ts";
import { recordEvents, type Recorder } from "../helpers/events.ts";
import { createPool, type TestPool } from "../helpers/pool.ts";

type Options = NonNullable<Parameters<typeof createPool<unknown, unknown, Verdict>>[0]>;
/** How one session is built. */
export type Init = NonNullable<Options["init"]>;

/** A pool, the ids its inits were given, and what became of them. */
export interface TracedPool extends TestPool<unknown, unknown, Verdict> {
  readonly ids: readonly string[];
  readonly events: Recorder;
}

/** A pool of one session whose inits run in this order; the last one is repeated. */
export function poolOf(inits: readonly Init[], options: Options = {}): TracedPool {
  let begun = 0;
  const ids: string[] = [];
  const test = createPool<unknown, unknown, Verdict>({
    size: 1,
    classify: ({ response }) => response,
    init: (context) => {
      ids.push(context.id);
      const init = inits[Math.min(begun++, inits.length - 1)];
      return init?.(context);
    },
    ...options,
  });
  return { ...test, ids, events: recordEvents(test.pool, "init:failed", "init:later") };
}

/** Asks the checker about a response that means this verdict, and goes on as if nothing were wrong. */
export const judged =
  (verdict: Verdict): Init =>
  ({ check }) =>
    check(verdict).then(() => "state");

/** Builds a session without further ado. */
export const ready: Init = () => "state";
