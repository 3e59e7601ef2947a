import type { HeapEntry } from "../heap.ts";
import type { ListNode } from "../linked-list.ts";
import type { Ask } from "../store/store.ts";
import type { JsonValue } from "../types.ts";
import type { PoolLease } from "./lease.ts";
import { onAbort } from "./on-abort.ts";
import type { AcquireOptions } from "./session-pool.ts";

/** What triggered an init, and what a session is built for. */
export interface Trigger<Request> {
  readonly request: Request | undefined;
  readonly variant: JsonValue | undefined;
}

export type DemandStage = "bound" | "queued" | "asking" | "done";

/** A caller who has to wait for its session. */
export class Demand<State, Request>
  implements ListNode<Demand<State, Request>>, HeapEntry, Trigger<Request>
{
  /** Order of arrival. */
  readonly sequence: number;
  readonly ask: Ask;
  readonly request: Request | undefined;
  readonly variant: JsonValue | undefined;
  readonly timeoutMs: number;
  readonly arrivedAt: number;
  /** Where the caller asked; kept only for lease warnings. */
  readonly stack: string | undefined;
  readonly promise: Promise<PoolLease<State, Request>>;
  /** Bound to an init, in the queue, out of it while the store is asked, or served, refused and aborted. */
  stage: DemandStage = "bound";
  /** Whether it was bound to an init, or in the queue, before: it is no newcomer there. */
  hasWaited = false;
  /** When its time in the queue ends, in the time of the queue. */
  deadline: number = Number.POSITIVE_INFINITY;
  /** Whether a session is being built because of it. */
  hasBuild = false;
  /** The session it waits for alone. */
  pinnedTo: string | undefined = undefined;

  prev: Demand<State, Request> | undefined = undefined;
  next: Demand<State, Request> | undefined = undefined;
  heapKey = 0.5;
  heapIndex = -1;
  heapOrder = 0;

  #sweptAt: number | undefined = undefined;
  readonly #stopListening: (() => void) | undefined = undefined;
  #resolve!: (lease: PoolLease<State, Request>) => void;
  #reject!: (error: unknown) => void;

  constructor(
    sequence: number,
    ask: Ask,
    options: AcquireOptions<Request> | undefined,
    timeoutMs: number,
    arrivedAt: number,
    stack: string | undefined,
    onGone: (demand: Demand<State, Request>) => void,
  ) {
    this.sequence = sequence;
    this.ask = ask;
    this.request = options?.request;
    this.variant = options?.variant;
    this.timeoutMs = timeoutMs;
    this.arrivedAt = arrivedAt;
    this.stack = stack;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    const signal = options?.signal;
    if (signal === undefined) return;
    this.#stopListening = onAbort(signal, () => {
      onGone(this);
      this.reject(signal.reason);
    });
  }

  /** Served, refused or aborted. Ask again after a listener ran. */
  get isOver(): boolean {
    return this.stage === "done";
  }

  /** Whether to sweep for it: once at one time, or a store that finds nothing to sweep would keep the pool turning. */
  maySweep(now: number): boolean {
    const may = this.#sweptAt !== now;
    this.#sweptAt = now;
    return may;
  }

  resolve(lease: PoolLease<State, Request>): void {
    this.#end();
    this.#resolve(lease);
  }

  reject(error: unknown): void {
    this.#end();
    this.#reject(error);
  }

  #end(): void {
    this.stage = "done";
    this.#stopListening?.();
  }
}
