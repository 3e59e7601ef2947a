import type { Parameters } from "fast-check";

/**
 * How often a property is tried. `PROPERTY_RUNS` raises it by its ratio to 1,000; `PROPERTY_SEED` and `PROPERTY_PATH`, both from the message of
 * a failure, run that one again.
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
