import type { PoolLimits } from "./limits.ts";
import type { StoreCounts } from "./store.ts";

/** What counts against the size: a running renewal takes no room. Rather one too few where the counts do not tell. */
export function taken(
  { live, starting, vacancies }: StoreCounts,
  { size, renewBeforeMs }: PoolLimits,
): number {
  if (vacancies > 0) return size.max - vacancies;
  const all = live + starting;
  return all > size.max && renewBeforeMs > 0 ? all - 1 : all;
}
