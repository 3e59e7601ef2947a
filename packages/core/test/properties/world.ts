import {
  asyncStore,
  createFakeClock,
  createRandom,
  type FakeClock,
} from "@sessionary/core/testing";
import {
  createSessionPool,
  memoryStore,
  type AcquireOptions,
  type Clock,
  type InitContext,
  type Session,
  type SessionPool,
} from "../../src/index.ts";
import { watch, type Watched } from "../helpers/outcome.ts";
import { Ledger, type Entry } from "./ledger.ts";
import type { Page, Setup, State, Ticket } from "./setup.ts";

/** Somebody who asked for a session. */
export interface Caller {
  readonly number: number;
  readonly asks: AcquireOptions<Ticket>;
  readonly controller: AbortController;
  result: Watched<unknown>;
  /** Order and time of arrival of its present attempt. */
  arrived: number;
  arrivedAt: number;
  /** How many inits had begun when it came. */
  arrivedAfter: number;
  /** Whether this attempt found a vacancy, and builds its own session. */
  bound: boolean;
  waiting: boolean;
}

/** A lease, or a task that runs with one. */
export interface Held {
  readonly caller: Caller;
  readonly entry: Entry;
  readonly session: Session<State>;
  /** The step in which it was granted. */
  readonly step: number;
  readonly grantedAt: number;
  /** When its caller had come. */
  readonly arrived: number;
  readonly isTask: boolean;
  readonly signal: () => AbortSignal;
  readonly end: (page: Page | "unused") => Promise<unknown>;
}

/** An init that waits to be told how it ends. */
export interface Building {
  readonly context: InitContext<State, Ticket, Page>;
  resolve(state: State | false): void;
  reject(error: unknown): void;
  ended: boolean;
}

/** A pool, everybody who uses it, and what they know. */
export class World {
  readonly setup: Setup;
  readonly clock: FakeClock = createFakeClock();
  readonly pool: SessionPool<State, Ticket, Page>;
  readonly ledger: Ledger;
  readonly callers: Caller[] = [];
  readonly inits: Building[] = [];
  /** What else was asked of the pool. */
  readonly asked: Watched<unknown>[] = [];
  /** How often each state that was built or added was closed. */
  readonly closed: Map<State, number> = new Map();
  /** Which session each key was last bound to; `undefined` where that is not known. */
  readonly keys: Map<string, Entry | undefined> = new Map();
  size: { readonly min: number; readonly max: number };
  held: Held[] = [];
  settled: Held[] = [];
  /** What was served in the present step. */
  served: Held[] = [];
  #arrivals = 0;
  #states = 0;

  constructor(setup: Setup) {
    const { options, seed, store } = setup;
    const { size = 8 } = options;
    this.setup = setup;
    this.size = typeof size === "number" ? { min: size, max: size } : size;
    this.pool = createSessionPool<State, Ticket, Page>({
      ...options,
      store: store === "near" ? memoryStore() : asyncStore(memoryStore()),
      clock: bounded(this.clock),
      random: createRandom(seed),
      init: (context) => this.#init(context),
      close: ({ state }) => void this.closed.set(state, (this.closed.get(state) ?? 0) + 1),
      classify: ({ response }) => response,
    });
    this.ledger = new Ledger(this.pool, setup, () => this.clock.now());
  }

  get isEager(): boolean {
    const { fill, rotation } = this.setup.options;
    return (fill ?? (rotation === "until-retired" ? "on-demand" : "eager")) === "eager";
  }

  /** Inits that the pool still waits for. */
  get running(): readonly Building[] {
    return this.inits.filter(({ ended, context }) => !ended && !context.signal.aborted);
  }

  acquire(asks: AcquireOptions<Ticket>): void {
    const caller = this.#caller(asks);
    const leased = this.pool.acquire(this.#options(caller)).then((lease) =>
      this.#serve(caller, lease.session, false, {
        signal: () => lease.signal,
        end: (page) => lease.settle(page),
      }),
    );
    this.#listen(caller, leased);
  }

  use(asks: AcquireOptions<Ticket>): void {
    const caller = this.#caller(asks);
    const used = this.pool.use((context) => {
      return new Promise<Page>((resolve) => {
        this.#serve(caller, context.session, true, {
          signal: () => context.signal,
          end: async (page) => {
            if (caller.result.state === "pending") this.#arrive(caller);
            resolve(page === "unused" ? { verdict: "ok" } : page);
          },
        });
      });
    }, this.#options(caller));
    this.#listen(caller, used);
  }

  /** Ends a lease; the ledger hears of a rest before it begins. */
  settle(held: Held, page: Page | "unused"): void {
    this.held = this.held.filter((each) => each !== held);
    if (!held.isTask) this.settled.push(held);
    if (!this.isOverdue(held)) this.ledger.settling(held.entry, held.isTask ? "soon" : "now");
    const givenUp = held.isTask && held.caller.controller.signal.aborted;
    if (page !== "unused" && page.verdict === "throttled" && !givenUp)
      this.ledger.throttled(held.entry, held.step, page);
    this.ask(held.end(page));
  }

  abort({ asks: { key }, controller }: Caller): void {
    controller.abort(new Error("the caller gave up"));
    // It may have been granted a session without hearing of it.
    if (key !== undefined && !this.keys.has(key)) this.keys.set(key, undefined);
  }

  add(): void {
    const state = this.newState();
    const refused = (error: unknown): void => {
      this.closed.delete(state);
      throw error;
    };
    this.ask(this.pool.add(state).then((session) => this.ledger.added(session), refused));
  }

  /** Watches a promise that has to settle before the pool is closed. */
  ask(promise: Promise<unknown>): void {
    this.asked.push(watch(promise));
  }

  newState(): State {
    const state = { id: `state-${++this.#states}` };
    this.closed.set(state, 0);
    return state;
  }

  /** Whether that lease was taken away when it was held too long. */
  isOverdue({ grantedAt }: Held): boolean {
    const { maxLeaseMs = Infinity } = this.setup.options;
    return this.clock.now() >= grantedAt + maxLeaseMs;
  }

  /** Lets everything happen that happens by itself. */
  async flush(): Promise<void> {
    await this.clock.flush();
    if (this.setup.store === "near") return;
    // A far store is asked for its counts, and the next look shows what it answered.
    this.pool.stats();
    await this.clock.flush();
  }

  #init(context: InitContext<State, Ticket, Page>): Promise<State | false> | State {
    const building: Building = { context, resolve() {}, reject() {}, ended: false };
    this.inits.push(building);
    if (this.setup.inits === "ready") {
      building.ended = true;
      return this.newState();
    }
    return new Promise((resolve, reject) => Object.assign(building, { resolve, reject }));
  }

  #caller(asks: AcquireOptions<Ticket>): Caller {
    const caller: Caller = {
      number: this.callers.length,
      asks,
      controller: new AbortController(),
      result: watch(Promise.resolve()),
      arrived: 0,
      arrivedAt: 0,
      arrivedAfter: 0,
      bound: false,
      waiting: false,
    };
    this.callers.push(caller);
    this.#arrive(caller);
    return caller;
  }

  #arrive(caller: Caller): void {
    const { live, starting } = this.#taken();
    // A renewal takes no room, and nobody outside knows whether one of those that are starting is one.
    const renewals = (this.setup.options.renewBeforeMs ?? 0) > 0 ? 1 : 0;
    // What a far store has answered may be old: nobody outside knows.
    const isFar = this.setup.store === "far";
    const isVacant = isFar || live + starting - renewals < this.size.min;
    const isNamed = caller.asks.key !== undefined || caller.asks.id !== undefined;
    caller.arrived = ++this.#arrivals;
    caller.arrivedAt = this.clock.now();
    caller.arrivedAfter = this.inits.length;
    caller.bound = this.isEager && !isNamed && this.pool.status === "open" && isVacant;
    caller.waiting = true;
  }

  #taken(): { readonly live: number; readonly starting: number } {
    const { starting, ready, leased, resting } = this.pool.stats().sessions;
    return { starting, live: ready + leased + resting };
  }

  #options(caller: Caller): AcquireOptions<Ticket> {
    const { signal } = caller.controller;
    return { ...caller.asks, request: { caller: caller.number }, signal };
  }

  #listen(caller: Caller, promise: Promise<unknown>): void {
    const ended = (): void => {
      caller.waiting = false;
    };
    caller.result = watch(promise);
    promise.then(ended, ended);
  }

  #serve(
    caller: Caller,
    session: Session<State>,
    isTask: boolean,
    how: Pick<Held, "signal" | "end">,
  ): void {
    const entry = this.ledger.entry(session);
    const step = entry.unheard.shift() ?? this.ledger.step;
    const grantedAt = entry.grantedAt ?? this.clock.now();
    const { arrived } = caller;
    const held: Held = { caller, entry, session, step, grantedAt, arrived, isTask, ...how };
    caller.waiting = false;
    const { key, onMissing } = caller.asks;
    // `any` binds a key that never had a session, and leaves one alone whose session is gone.
    if (key !== undefined && (onMissing !== "any" || this.keys.get(key) === undefined))
      this.keys.set(key, entry);
    this.held.push(held);
    this.served.push(held);
  }
}

/** Calls of a clock that no run of some sixty commands comes near. */
const MANY = 50_000;

/** The same clock, for one that goes round in circles: it ends the run instead of hanging it. */
function bounded(clock: FakeClock): Clock {
  let calls = 0;
  const count = (): void => {
    if (++calls > MANY)
      throw new Error(`the clock was asked ${MANY} times: the pool goes round in circles`);
  };
  return {
    now() {
      count();
      return clock.now();
    },
    setTimeout(callback, delayMs) {
      count();
      return clock.setTimeout(callback, delayMs);
    },
    clearTimeout(handle) {
      clock.clearTimeout(handle);
    },
  };
}
