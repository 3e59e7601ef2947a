import type { ReserveOptions } from "../store/store.ts";

type UpTo<Bound extends "min" | "max"> = Extract<ReserveOptions, { readonly upTo: unknown }> & {
  readonly upTo: Bound;
};

/** A vacancy that belongs to the pool at its smallest: who comes builds it. */
export const BELOW_MIN: UpTo<"min"> = Object.freeze({ upTo: "min" });

/** A vacancy that the pool may grow into. */
export const BELOW_MAX: UpTo<"max"> = Object.freeze({ upTo: "max" });
