import type { SessionaryError } from "../errors/sessionary-error.ts";
import { isPromise } from "../maybe-promise.ts";
import type { Ask, Grant, Refusal, Vacancy } from "../store/store.ts";
import type { MaybePromise } from "../types.ts";
import { Alarm } from "./alarm.ts";
import { Asks, isBuildable, isGrant, nameOf, type Answer } from "./asks.ts";
import type { Builder } from "./builder.ts";
import { Demand, type Trigger } from "./demand.ts";
import type { DispatcherHost } from "./dispatcher-host.ts";
import type { PoolLease } from "./lease.ts";
import { Patience } from "./patience.ts";
import { Pauses } from "./pauses.ts";
import type { PoolParts } from "./pool-parts.ts";
import type { AcquireOptions } from "./session-pool.ts";
import { BELOW_MAX, BELOW_MIN } from "./reservations.ts";
import { WaiterBuilds, type VacancyOutcome } from "./waiter-builds.ts";
import { WaitingRoom } from "./waiting-room.ts";
import { WantedIds } from "./wanted-ids.ts";

/** Who builds, who waits, and who is served next. Asks the store when something has changed or is due, and polls nothing. */
export class Dispatcher<State, Request, Response> {
  readonly #parts: PoolParts<State, Request, Response>;
  readonly #builder: Builder<State, Request, Response>;
  readonly #host: DispatcherHost<State, Request>;
  readonly #room = new WaitingRoom<State, Request>();
  readonly #bound = new Set<Demand<State, Request>>();
  readonly #pauses: Pauses<State, Request>;
  readonly #patience: Patience<State, Request>;
  readonly #wake: Alarm;
  readonly #forWaiters: WaiterBuilds<State, Request>;
  /** Sessions that callers want built under an id of their choice. */
  readonly wanted: WantedIds<State, Request>;
  readonly #asks: Asks;
  #sequence = 0;
  #live = 0;
  /** For whom the store is being asked. */
  #pumping: Demand<State, Request> | undefined;
  /** How often a session was freed, built or retired. */
  #changes = 0;

  constructor(
    parts: PoolParts<State, Request, Response>,
    builder: Builder<State, Request, Response>,
    host: DispatcherHost<State, Request>,
  ) {
    const { clock } = parts.options;
    this.#parts = parts;
    this.#builder = builder;
    this.#host = host;
    this.#pauses = new Pauses(clock);
    this.#asks = new Asks(parts.options);
    this.#patience = new Patience(clock, this.#room, (demand) => {
      const what = `no session within ${demand.timeoutMs} ms`;
      this.#refuse(demand, parts.error("ERR_ACQUIRE_TIMEOUT", what));
    });
    const outcome: VacancyOutcome<State, Request> = {
      start: (demand, vacancy, id) => this.#build(demand, vacancy, undefined, id),
      failed: (demand, error) => this.#refuse(demand, error),
    };
    this.#forWaiters = new WaiterBuilds(parts, this.#room, host, outcome);
    this.wanted = new WantedIds(parts.store, this.#room, builder, host, outcome);
    this.#wake = new Alarm(clock, () => this.changed(), { holdsProcess: true });
  }

  /** Callers in the queue. */
  get waiting(): number {
    return this.#room.size;
  }

  /** Whether anybody waits at all: in the queue, for an init, or for a pause to end. */
  get hasCallers(): boolean {
    return this.#room.size > 0 || this.#bound.size > 0 || this.#pauses.size > 0;
  }

  acquire(
    options: AcquireOptions<Request> | undefined,
    exclude: readonly string[] | undefined,
  ): Promise<PoolLease<State, Request>> {
    const { lifecycle, store, options: pool } = this.#parts;
    if (!lifecycle.isOpen && !lifecycle.admits) return Promise.reject(lifecycle.error);
    if (options?.signal?.aborted === true) return Promise.reject(options.signal.reason);
    const stack = pool.leaseWarningMs < Infinity ? new Error("lease asked for").stack : undefined;
    const ask = this.#asks.make(options, exclude);
    // Those who wait for one session alone may have got it by now; nobody overtakes them.
    if (this.#room.size > 0) this.pump();
    const isFirst = this.#room.general === 0 || (ask.key ?? ask.id) !== undefined;
    if (!lifecycle.isOpen || !isFirst || this.#pumping) return this.#wait(ask, options, stack);
    const answer = store.lease(ask);
    return isGrant(answer)
      ? Promise.resolve(this.#host.lease(answer, options, stack))
      : this.#wait(ask, options, stack, answer);
  }

  /** Whose turn it is when the session `id` is settled. */
  candidate(id: string): Demand<State, Request> | undefined {
    return this.#room.successor(id, this.#parts.options.clock, this.#pumping);
  }

  /** Handles what the store answers a demand in the queue, which is out of it until a promise is there. */
  answer(demand: Demand<State, Request>, answer: MaybePromise<Answer<State>>): MaybePromise<void> {
    if (!isPromise(answer)) return this.#answered(demand, answer);
    this.#room.remove(demand);
    const changes = this.#changes;
    return answer.then(
      (given) => {
        const served = given.granted ? this.#room.elder(demand) : demand;
        if (served !== demand) this.#putBack(demand);
        this.#answered(served, given);
        this.#askAgain(demand, changes);
        this.#forWaiters.build();
      },
      (error: unknown) => this.#refuse(demand, this.#host.storeError(error)),
    );
  }

  /** What was freed while the store was asked may be what this caller waits for. */
  #askAgain({ pinnedTo }: Demand<State, Request>, changes: number): void {
    if (changes === this.#changes) return;
    this.#room.unblock(pinnedTo);
    this.pump();
  }

  #putBack(demand: Demand<State, Request>): void {
    if (demand.stage !== "asking") return;
    this.#room.add(demand);
    this.#patience.goOn(demand);
  }

  /** A slot of the session is free. */
  freed(id: string): void {
    this.#changes++;
    if (this.#room.size === 0) return;
    this.#room.unblock(id);
    this.pump();
  }

  /** Sessions were built, retired or given up. */
  changed(): void {
    this.#changes++;
    this.#forWaiters.isFull = false;
    this.#checkClock();
    if (this.#room.size === 0) return;
    this.#room.unblock();
    this.wanted.unblock();
    this.pump();
    this.#forWaiters.build();
  }

  /** Anything may have changed: the pool was resumed, or another process did something. */
  refresh(): void {
    this.#room.unblockAll();
    this.changed();
  }

  /** A session is in the pool; `grant` is for the caller that was bound to it. */
  built(demand: Demand<State, Request> | undefined, grant: Grant<State> | undefined): void {
    this.#live++;
    if (grant === undefined) {
      if (demand !== undefined) this.unbound(demand);
    } else if (demand === undefined) this.#host.giveBack(grant);
    else this.#granted(demand, grant);
    this.changed();
  }

  /** The init of a bound caller came to nothing: it queues where it would have been. */
  unbound(demand: Demand<State, Request>): void {
    if (this.#bound.delete(demand)) this.#enqueue(demand);
  }

  /** The store failed while a session was built. Who can be served by no other is told, too. */
  unbuilt(demand: Demand<State, Request> | undefined, error: SessionaryError): void {
    if (demand !== undefined) this.#refuse(demand, error);
    this.#checkClock();
    if (this.#live > 0 || this.#builder.size > 0) return;
    for (const each of this.#room.all()) this.#refuse(each, error);
  }

  /** A session has left the pool: who waited for it alone wants another answer. */
  gone(id: string): void {
    this.#live--;
    const pause = this.#pauses.end(id);
    if (pause !== undefined) this.#requeue(pause.demand, pause.grant);
    this.#room.release(id);
  }

  /** The pool was paused or resumed. */
  toggled(): void {
    this.#checkClock();
    if (this.#parts.lifecycle.isOpen) {
      this.#builder.drain();
      this.refresh();
    } else for (const { demand, grant } of this.#pauses.endAll()) this.#requeue(demand, grant);
  }

  refuseAll(error: SessionaryError): void {
    for (const demand of [...this.#room.all(), ...this.#bound]) this.#refuse(demand, error);
    for (const { demand, grant } of this.#pauses.endAll()) {
      this.#refuse(demand, error);
      this.#host.giveBack(grant);
    }
  }

  /** Serves whoever can be served, and sets the alarm for when the next one may be. */
  pump(): void {
    if (this.#pumping !== undefined) return;
    const { lifecycle, options, store } = this.#parts;
    while (lifecycle.isOpen && this.#room.size > 0) {
      const now = options.clock.now();
      const demand = this.#room.next(now);
      if (demand === undefined) return this.#wake.set(this.#room.nextAt() - now);
      const answered = this.answer(demand, store.lease(demand.ask));
      if (!isPromise(answered)) continue;
      this.#pumping = demand;
      void answered.then(() => {
        this.#pumping = undefined;
        this.pump();
      });
      return;
    }
  }

  #wait(
    ask: Ask,
    options: AcquireOptions<Request> | undefined,
    stack: string | undefined,
    answer?: MaybePromise<Answer<State>>,
  ): Promise<PoolLease<State, Request>> {
    const { clock, acquireTimeoutMs } = this.#parts.options;
    const demand = new Demand<State, Request>(
      ++this.#sequence,
      this.#asks.waiting(ask),
      options,
      options?.acquireTimeoutMs ?? acquireTimeoutMs,
      clock.now(),
      stack,
      (aborted) => this.#aborted(aborted),
    );
    demand.stage = "asking";
    const changes = this.#changes;
    const place = (given?: Answer<State>): void => {
      if (given?.granted === true) return this.#granted(demand, given);
      if (demand.stage === "done") return;
      if (given?.sweep === true && demand.maySweep(this.#parts.options.clock.now()))
        return sweepFirst();
      if (given?.missing === true && !isBuildable(demand.ask)) return this.#missing(demand);
      const isFull = given === undefined ? this.#forWaiters.isFull : given.vacancies === 0;
      const mayBuild = ask.vacancyFirst === true && !isFull;
      if (mayBuild && this.#parts.lifecycle.isOpen) this.#bind(demand);
      else this.#enqueue(demand, given);
      this.#askAgain(demand, changes);
    };
    const sweepFirst = (): void =>
      this.#then(demand, this.#host.sweep(), () =>
        this.#then(demand, this.#parts.store.lease(ask), place),
      );
    this.#then(demand, answer, place);
    return demand.promise;
  }

  /** Reserves a vacancy for the caller to build, or lets it queue. */
  #bind(demand: Demand<State, Request>): void {
    this.#then(demand, this.#parts.store.reserve(BELOW_MIN), (vacancy) => {
      if (vacancy === undefined) return this.#enqueue(demand);
      const isDone = demand.stage === "done";
      if (!isDone) {
        demand.stage = "bound";
        demand.hasWaited = true;
        this.#bound.add(demand);
      }
      this.#build(demand, vacancy, isDone ? undefined : demand);
    });
  }

  #build(
    trigger: Trigger<Request> & { readonly ask?: Ask },
    vacancy: Vacancy,
    bound: Demand<State, Request> | undefined,
    id?: string,
  ): void {
    const { request, variant } = trigger;
    const reserved = bound === undefined ? BELOW_MAX : BELOW_MIN;
    this.#builder.start({ request, variant, bound, id }, vacancy, reserved);
    this.#checkClock();
  }

  #enqueue(demand: Demand<State, Request>, refusal?: Refusal): void {
    if (demand.stage === "done") return;
    const { options, lifecycle, events } = this.#parts;
    if (lifecycle.error !== undefined) return this.#refuse(demand, lifecycle.error);
    if (!demand.hasWaited && this.#room.size >= options.maxWaiting) {
      const what = `the queue is full, ${options.maxWaiting} may wait`;
      return this.#refuse(demand, this.#parts.error("ERR_QUEUE_FULL", what));
    }
    demand.hasWaited = true;
    this.#patience.begin(demand);
    this.#room.add(demand);
    events.to("waiter:queued")?.({ waiting: this.#room.size });
    if (this.#room.size === 1) this.#builder.hold();
    if (refusal !== undefined) this.#refused(demand, refusal);
    this.pump();
    this.#forWaiters.build(demand);
    this.#checkClock();
  }

  #answered(demand: Demand<State, Request>, answer: Answer<State>): void {
    if (answer.granted) return this.#granted(demand, answer);
    this.#putBack(demand);
    if (demand.stage === "queued") this.#refused(demand, answer);
  }

  #granted(demand: Demand<State, Request>, grant: Grant<State>): void {
    if (demand.stage === "done") return this.#host.giveBack(grant);
    const { options, events, lifecycle } = this.#parts;
    this.#bound.delete(demand);
    this.#leave(demand);
    const serve = (): void => {
      if (!lifecycle.isOpen) return this.#requeue(demand, grant);
      events.to("waiter:served")?.({
        id: grant.session.id,
        waitedMs: options.clock.now() - demand.arrivedAt,
      });
      // A listener may have made the caller go.
      if (demand.isOver) return this.#host.giveBack(grant);
      const lease = this.#host.lease(grant, demand, demand.stack);
      if (demand.isOver) this.#host.background(lease.settle("unused"));
      else demand.resolve(lease);
    };
    if (grant.startsInMs > 0) this.#pauses.start({ demand, grant }, serve);
    else serve();
  }

  /** The session is gone, or the pool was paused, before its creator could use it. */
  #requeue(demand: Demand<State, Request>, grant: Grant<State>): void {
    this.#host.giveBack(grant);
    this.#enqueue(demand);
  }

  #refused(demand: Demand<State, Request>, refusal: Refusal): void {
    const { error } = this.#parts.lifecycle;
    // It was out of the queue when the pool ended.
    if (error !== undefined) return this.#refuse(demand, error);
    this.#live = refusal.live;
    this.#forWaiters.isFull = refusal.vacancies === 0;
    if (refusal.missing === true) return this.#missing(demand);
    const readyInMs = refusal.sweep === true ? Number.POSITIVE_INFINITY : refusal.readyInMs;
    const readyAt = this.#parts.options.clock.now() + readyInMs;
    if (refusal.boundTo !== undefined) this.#room.pin(demand, refusal.boundTo, readyAt);
    else this.#room.block(demand, readyAt);
    this.#wake.set(readyInMs);
    if (refusal.sweep === true && demand.maySweep(this.#parts.options.clock.now()))
      this.#then(demand, this.#host.sweep(), () => this.refresh());
  }

  /** The session of a key or id is gone: fails, or has a session with that id built. */
  #missing(demand: Demand<State, Request>): void {
    if (isBuildable(demand.ask)) return this.wanted.add(demand, demand.ask.id);
    this.#refuse(demand, this.#parts.error("ERR_SESSION_MISSING", `${nameOf(demand.ask)} is gone`));
  }

  #refuse(demand: Demand<State, Request>, error: SessionaryError | undefined): void {
    if (demand.stage === "done") return;
    this.#withdraw(demand, error?.code);
    demand.reject(error);
  }

  #aborted(demand: Demand<State, Request>): void {
    this.#withdraw(demand, undefined);
    const pause = this.#pauses.endOf(demand);
    if (pause !== undefined) this.#host.giveBack(pause.grant);
  }

  #withdraw(demand: Demand<State, Request>, code: SessionaryError["code"] | undefined): void {
    if (this.#bound.delete(demand)) this.#builder.release(demand);
    this.#leave(demand);
    this.#parts.events.to("waiter:refused")?.({ code });
  }

  #leave(demand: Demand<State, Request>): void {
    this.#room.remove(demand);
    if (this.#room.size > 0) return;
    this.#wake.clear();
    this.#patience.rest();
  }

  /** Time in the queue stands still while nobody could be served. */
  #checkClock(): void {
    const isStarting = this.#live === 0 && this.#builder.size > 0;
    this.#patience.run(this.#parts.lifecycle.isOpen && !isStarting);
  }

  /** Goes on with an answer of the store; the demand is refused if there is none. */
  #then<T>(
    demand: Demand<State, Request>,
    answer: MaybePromise<T>,
    next: (value: T) => void,
  ): void {
    if (!isPromise(answer)) return next(answer);
    answer.then(next, (error: unknown) => this.#refuse(demand, this.#host.storeError(error)));
  }
}
