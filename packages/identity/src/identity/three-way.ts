import { sameJson } from "../json.ts";

/** What three sides say of one thing: both started from `base`. */
export interface Sides<T> {
  readonly base: T;
  readonly mine: T;
  readonly theirs: T;
}

/** The side that has changed; if both have, what `decide` says. */
export function threeWay<T>(sides: Sides<T>, decide: (sides: Sides<T>) => T): T {
  const { base, mine, theirs } = sides;
  if (sameJson(mine, base)) return theirs;
  if (sameJson(theirs, base) || sameJson(mine, theirs)) return mine;
  return decide(sides);
}

/** Part by part, a missing one being a value like any other: what `base` had keeps its place, what is new comes after it. */
export function threeWayByKey<T>(
  { base, mine, theirs }: Sides<ReadonlyMap<string, T>>,
  decide: (sides: Sides<T | undefined>) => T | undefined,
): Map<string, T> {
  const merged = new Map<string, T>();
  for (const key of new Set([...base.keys(), ...mine.keys(), ...theirs.keys()])) {
    const sides = { base: base.get(key), mine: mine.get(key), theirs: theirs.get(key) };
    const value = threeWay(sides, decide);
    if (value !== undefined) merged.set(key, value);
  }
  return merged;
}

/** The same for each side. */
export function mapSides<T, U>(sides: Sides<T>, change: (side: T) => U): Sides<U> {
  return { base: change(sides.base), mine: change(sides.mine), theirs: change(sides.theirs) };
}

export function mineOf<T>({ mine }: Sides<T>): T {
  return mine;
}
