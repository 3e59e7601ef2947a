import type { SessionaryError } from "../errors/sessionary-error.ts";
import type { Grant } from "../store/store.ts";
import type { MaybePromise } from "../types.ts";
import type { Trigger } from "./demand.ts";
import type { PoolLease } from "./lease.ts";

/** What the dispatcher needs of the pool around it. */
export interface DispatcherHost<State, Request> {
  /** Sessions that will serve whoever waits: they are being built, or pause before their first use. */
  readonly coming: number;
  lease(
    grant: Grant<State>,
    trigger: Partial<Trigger<Request>> | undefined,
    stack: string | undefined,
  ): PoolLease<State, Request>;
  /** Takes back a grant that nobody wants any more. */
  giveBack(grant: Grant<State>): void;
  /** Retires what has outlived a limit. */
  sweep(): MaybePromise<void>;
  /** Tells what fails of it. */
  background(work: MaybePromise<unknown>): void;
  storeError(error: unknown): SessionaryError;
}
