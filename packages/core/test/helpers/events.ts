import type { PoolEventName, PoolEvents, SessionPool } from "../../src/index.ts";

/** One event as it came. */
export type Recorded = {
  readonly [Name in PoolEventName]: { readonly name: Name; readonly event: PoolEvents[Name] };
}[PoolEventName];

/** Events of a pool, in order. */
export interface Recorder {
  readonly all: readonly Recorded[];
  readonly names: readonly PoolEventName[];
  /** The events of one name. */
  of<Name extends PoolEventName>(name: Name): readonly PoolEvents[Name][];
}

type AnyPool = Pick<SessionPool, "on">;

/** Records the events of these names, in the order in which they come. */
export function recordEvents(pool: AnyPool, ...names: readonly PoolEventName[]): Recorder {
  const all: Recorded[] = [];
  for (const name of names)
    pool.on(name, (event) => {
      all.push({ name, event } as Recorded);
    });
  return {
    all,
    get names() {
      return all.map(({ name }) => name);
    },
    of<Name extends PoolEventName>(name: Name) {
      return all.filter((each) => each.name === name).map(({ event }) => event as PoolEvents[Name]);
    },
  };
}
