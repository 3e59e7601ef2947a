import type { Clock } from "../clock.ts";
import { LinkedList } from "../linked-list.ts";
import type { PoolLease } from "./lease.ts";
import { Timer } from "./timer.ts";

/** What may be said about leases that are held for long. */
export interface LeaseWatch<State, Request> {
  readonly maxLeaseMs: number;
  readonly leaseWarningMs: number;
  warn(lease: PoolLease<State, Request>, stack: string | undefined): void;
  expire(lease: PoolLease<State, Request>, stack: string | undefined): void;
}

/** The open leases of this process. */
export class Leases<State, Request> {
  readonly #open = new LinkedList<PoolLease<State, Request>>();
  readonly #timers = new Map<PoolLease<State, Request>, Timer[]>();
  readonly #clock: Clock;
  readonly #watch: LeaseWatch<State, Request>;
  readonly #isTimed: boolean;
  #onEmpty: (() => void) | undefined;

  constructor(clock: Clock, watch: LeaseWatch<State, Request>) {
    this.#clock = clock;
    this.#watch = watch;
    this.#isTimed = Math.min(watch.maxLeaseMs, watch.leaseWarningMs) < Number.POSITIVE_INFINITY;
  }

  get size(): number {
    return this.#open.size;
  }

  /** `stack` is where the lease was asked for. */
  add(lease: PoolLease<State, Request>, stack: string | undefined): void {
    this.#open.pushBack(lease);
    if (!this.#isTimed) return;
    const { maxLeaseMs, leaseWarningMs } = this.#watch;
    if (leaseWarningMs < Number.POSITIVE_INFINITY)
      this.#time(lease, leaseWarningMs, () => this.#watch.warn(lease, stack));
    if (maxLeaseMs < Number.POSITIVE_INFINITY)
      this.#time(lease, maxLeaseMs, () => this.#watch.expire(lease, stack));
  }

  remove(lease: PoolLease<State, Request>): void {
    if (!this.#open.remove(lease)) return;
    if (this.#timers.size > 0) this.#stopTimers(lease);
    if (this.#open.size === 0) this.#onEmpty?.();
  }

  all(): readonly PoolLease<State, Request>[] {
    const leases: PoolLease<State, Request>[] = [];
    for (let each = this.#open.first; each !== undefined; each = each.next) leases.push(each);
    return leases;
  }

  /** Resolves when none is open, or after `timeoutMs`. */
  drained(timeoutMs: number): Promise<void> {
    if (this.#open.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = new Timer(this.#clock, resolve, timeoutMs);
      this.#onEmpty = () => {
        timer.clear();
        resolve();
      };
    });
  }

  #time(lease: PoolLease<State, Request>, delayMs: number, ring: () => void): void {
    const timers = this.#timers.get(lease) ?? [];
    const timer = new Timer(this.#clock, ring, delayMs);
    timer.holdsProcess = false;
    timers.push(timer);
    this.#timers.set(lease, timers);
  }

  #stopTimers(lease: PoolLease<State, Request>): void {
    for (const timer of this.#timers.get(lease) ?? []) timer.clear();
    this.#timers.delete(lease);
  }
}
