import type { Parameters } from "fast-check";

/**
 * How often a property is tried: `usual` times, or as often as `PROPERTY_RUNS` says. A failure prints its seed and path; with these in
 * `PROPERTY_SEED` and `PROPERTY_PATH` that one alone is run again.
 */
export function runs<T>(usual: number): Parameters<T> {
  const { PROPERTY_RUNS, PROPERTY_SEED, PROPERTY_PATH } = process.env;
  const numRuns = PROPERTY_RUNS === undefined ? usual : Number(PROPERTY_RUNS);
  return {
    numRuns,
    ...(PROPERTY_SEED !== undefined && { seed: Number(PROPERTY_SEED) }),
    ...(PROPERTY_PATH !== undefined && { path: PROPERTY_PATH }),
  };
}
