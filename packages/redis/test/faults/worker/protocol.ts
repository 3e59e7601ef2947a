import type { AcquireOptions, PoolLimits, Verdict } from "@sessionary/core";

/** How a worker is set up: given to its program as JSON. */
export interface WorkerSetup {
  readonly port: number;
  /** Another way to the server for the connection that listens. */
  readonly listenPort: number | undefined;
  readonly client: "ioredis" | "node-redis";
  readonly size: PoolLimits["size"]["max"];
  readonly leaseTimeoutMs: number;
  readonly commandTimeoutMs: number;
  readonly localLeaseMs: number;
  readonly acquireTimeoutMs: number;
}

/** What a worker is told to do. Each is answered with an {@link Outcome}. */
export type Order =
  /** Leases a session, and keeps it under that name. */
  | { readonly kind: "acquire"; readonly lease: string; readonly options: AcquireOptions }
  | { readonly kind: "settle"; readonly lease: string; readonly verdict: Verdict }
  /** So many callers, who lease, use and settle without end. */
  | { readonly kind: "work"; readonly callers: number }
  /** Those callers end when they have settled. */
  | { readonly kind: "rest" }
  /** Stands still, timers and all, until there is a file of that path. */
  | { readonly kind: "block"; readonly lease: string; readonly until: string }
  /** The same, and then changes the state and settles before anything else can run. */
  | { readonly kind: "block and settle"; readonly lease: string; readonly until: string }
  /** Where the connection for messages goes when it has to be made again. */
  | { readonly kind: "listen at"; readonly port: number }
  /** What a session holds for this worker. */
  | { readonly kind: "token"; readonly lease: string }
  | { readonly kind: "stats" }
  | { readonly kind: "close" };

/** How an order ended: a failure by its code. */
export interface Outcome {
  readonly value?: unknown;
  readonly code?: string;
  readonly message?: string;
}

/** What a worker reports. It goes on when that was taken note of. */
export type Report =
  | { readonly kind: "init"; readonly session: string; readonly slot: number }
  | { readonly kind: "enter"; readonly session: string; readonly lease: string }
  | { readonly kind: "leave"; readonly session: string; readonly lease: string };

/** What a worker tells without waiting. */
export type News =
  /** The lease was taken away: its holder has stopped. */
  | {
      readonly kind: "aborted";
      readonly session: string;
      readonly lease: string;
      readonly code: string;
    }
  | { readonly kind: "closed"; readonly session: string }
  /** A message came, or the connection for messages is there. */
  | { readonly kind: "heard"; readonly text: string }
  /** A caller who works without end was told so. */
  | { readonly kind: "failed"; readonly code: string }
  | { readonly kind: "event"; readonly name: string; readonly id: string | undefined };

export type ToWorker =
  | { readonly type: "order"; readonly number: number; readonly order: Order }
  | { readonly type: "noted"; readonly number: number };

export type FromWorker =
  | { readonly type: "ready" }
  | { readonly type: "outcome"; readonly number: number; readonly outcome: Outcome }
  | { readonly type: "report"; readonly number: number; readonly report: Report }
  | { readonly type: "news"; readonly news: News };
