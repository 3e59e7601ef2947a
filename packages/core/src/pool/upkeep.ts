import { andThen, isPromise } from "../maybe-promise.ts";
import type { Session } from "../session/session.ts";
import type { Grant, Retired, Vacancy } from "../store/store.ts";
import type { MaybePromise } from "../types.ts";
import { Alarm } from "./alarm.ts";
import type { PoolParts } from "./pool-parts.ts";

/** When a sweep that failed is tried again. */
const RETRY_MS = 1_000;

/** Whom upkeep tells what it found. */
export interface UpkeepHost<State> {
  retired(retired: Retired<State>): void;
  renew(session: Session<State>): void;
  /** Leases and vacancies that must not be lost to others. */
  held(): readonly (Grant<State> | Vacancy)[];
  lost(held: Grant<State> | Vacancy): void;
  storeFailed(error: unknown): void;
}

/** What a pool does by itself as time goes by: retires what has outlived a limit, renews what is about to, keeps shared leases. */
export class Upkeep<State, Request, Response> {
  readonly #parts: PoolParts<State, Request, Response>;
  readonly #host: UpkeepHost<State>;
  readonly #sweepAlarm: Alarm;
  readonly #renewAlarm: Alarm;
  /** A renewal is due as soon as the pool is used again. */
  renewOnUse = false;

  constructor(parts: PoolParts<State, Request, Response>, host: UpkeepHost<State>) {
    const { clock } = parts.options;
    this.#parts = parts;
    this.#host = host;
    this.#sweepAlarm = new Alarm(clock, () => this.#look(), { holdsProcess: false });
    this.#renewAlarm = new Alarm(clock, () => this.#background(this.#keep()), {
      holdsProcess: false,
    });
  }

  /** Sessions have come or gone: looks after them, if anything can happen to them by time alone. */
  watch(): void {
    const { maxAgeMs, maxIdleMs, size } = this.#parts.store.limits;
    if (maxAgeMs < Infinity || maxIdleMs < Infinity || size.min < size.max) this.#look();
  }

  /** Something is held that other processes could take. */
  hold(): void {
    const { store } = this.#parts;
    if (store.shared) this.#renewAlarm.set(store.limits.leaseTimeoutMs / 3);
  }

  sweep(): MaybePromise<void> {
    const { store, lifecycle } = this.#parts;
    if (lifecycle.isClosing) return undefined;
    this.renewOnUse = false;
    return andThen(store.sweep(), ({ retired, nextInMs, renew, renewOnUse }) => {
      if (!lifecycle.isClosing) this.#sweepAlarm.set(nextInMs);
      this.renewOnUse = renewOnUse === true;
      for (const each of retired) this.#host.retired(each);
      if (renew !== undefined && !lifecycle.isClosing) this.#host.renew(renew);
    });
  }

  /** Closing has begun: nothing is retired or renewed any more, and what is still leased is kept. */
  stopSweeping(): void {
    this.#sweepAlarm.clear();
  }

  stop(): void {
    this.#sweepAlarm.clear();
    this.#renewAlarm.clear();
  }

  #keep(held = this.#host.held()): MaybePromise<void> {
    if (held.length === 0) return;
    this.hold();
    return andThen(this.#parts.store.renew(held), (lost) => {
      for (const each of lost) this.#host.lost(each);
      // A store that cannot be reached tells of a loss when it is one: the next may come before the alarm.
      if (lost.length > 0) return this.#keep(held.filter((each) => !lost.includes(each)));
    });
  }

  /** Sweeps by itself; if that fails, again a little later. */
  #look(): void {
    const swept = this.sweep();
    if (!isPromise(swept)) return;
    swept.catch((error: unknown) => {
      if (!this.#parts.lifecycle.isClosing) this.#sweepAlarm.set(RETRY_MS);
      this.#host.storeFailed(error);
    });
  }

  #background(work: MaybePromise<void>): void {
    if (isPromise(work)) work.catch((error: unknown) => this.#host.storeFailed(error));
  }
}
