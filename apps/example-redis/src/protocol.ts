import type { PoolStats } from "@sessionary/core";

/** What a worker is started with, as JSON on its command line. */
export interface WorkerSettings {
  readonly redis: string;
  readonly shop: string;
  readonly proxies: readonly string[];
  readonly zip: string;
  /** Sessions in the pool, in all workers together. */
  readonly size: number;
}

/** What a worker is told. */
export type ToWorker =
  | { readonly kind: "collect"; readonly page: number }
  | { readonly kind: "finish" };

/** What a worker counts: those of its own doings, not those of the fleet. */
export type WorkerStats = Pick<PoolStats, "init" | "use" | "retired">;

/** What a worker tells. */
export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "collected"; readonly page: number; readonly price: number }
  | { readonly kind: "failed"; readonly page: number; readonly error: string }
  | { readonly kind: "counted"; readonly stats: WorkerStats };
