import type { SessionaryError } from "../errors/sessionary-error.ts";
import { andThen, isPromise } from "../maybe-promise.ts";
import { LinkedList } from "../linked-list.ts";
import type { MaybePromise } from "../types.ts";
import type {
  Ask,
  Filled,
  Grant,
  NewSession,
  ReserveOptions,
  Retired,
  Vacancy,
} from "../store/store.ts";
import type { BuildGroup } from "./build-group.ts";
import { backoffMs, hold, isAwaited, join, newBuild, type Build, type BuildPlan } from "./build.ts";
import type { Demand, Trigger } from "./demand.ts";
import { drawId, drawLifeMs, drawPauseMs } from "./draw.ts";
import { Gate } from "./gate.ts";
import type { PoolParts } from "./pool-parts.ts";
import { BELOW_MIN } from "./reservations.ts";
import { Timer } from "./timer.ts";
import { InitRun, type InitOutcome } from "./run-init.ts";

/** Whom the builder tells what came of it. */
export interface BuilderHost<State, Request> {
  /** Whether anybody waits: timers then keep the process alive. */
  readonly hasCallers: boolean;
  /** A session is in the pool, leased to `bound` if it is given; its first pause is to last `pauseMs`. */
  built(bound: Demand<State, Request> | undefined, filled: Filled<State>, pauseMs: number): void;
  /** Its init came to nothing: the caller queues. */
  unbound(demand: Demand<State, Request>): void;
  /** One build more that nobody is bound to: not wanted in a pool that was made smaller. */
  shed(): void;
  /** The number of live or starting sessions has changed. */
  changed(): void;
  retired(retired: Retired<State>, trigger: Trigger<Request>): void;
  fail(badInits: number, cause: unknown, detail: string | undefined): void;
  stop(reason: string): void;
  /** The store failed, and with it this build, which `bound` waited for. */
  unbuilt(bound: Demand<State, Request> | undefined, error: SessionaryError): void;
  /** Something is held that other processes could take. */
  hold(): void;
  /** Takes back a grant that nobody wants any more. */
  giveBack(grant: Grant<State>): void;
  /** Nobody waits for this work; what fails in it is told by an event. */
  background(work: MaybePromise<unknown>): void;
  /** Tells that the store failed, and answers with what error. */
  storeFailed(error: unknown): SessionaryError;
}

/** Builds sessions: one init at a time for each reserved vacancy, until it is ready or nobody wants it any more. */
export class Builder<State, Request, Response> {
  readonly #parts: PoolParts<State, Request, Response>;
  readonly #host: BuilderHost<State, Request>;
  readonly #builds = new Set<Build<State, Request>>();
  readonly #queue = new LinkedList<Build<State, Request>>();
  readonly #boundTo = new Map<Demand<State, Request>, Build<State, Request>>();
  readonly #gate: Gate;
  #running = 0;
  #unbound = 0;
  /** The latest request a session was built for: what replacements are built with that nobody asked for. */
  lastRequest: Request | undefined = undefined;

  constructor(parts: PoolParts<State, Request, Response>, host: BuilderHost<State, Request>) {
    this.#parts = parts;
    this.#host = host;
    this.#gate = new Gate(parts.options.clock, () => this.drain());
  }

  get size(): number {
    return this.#builds.size;
  }

  /** Sessions being built that no caller is bound to. */
  get unbound(): number {
    return this.#unbound;
  }

  get vacancies(): readonly Vacancy[] {
    return [...this.#builds].map((build) => build.vacancy);
  }

  isBuilding(id: string): boolean {
    for (const build of this.#builds) if (build.plan.id === id) return true;
    return false;
  }

  start(plan: BuildPlan<State, Request>, vacancy: Vacancy, reserved: ReserveOptions): void {
    const { bound } = plan;
    if (!this.#parts.lifecycle.admits) {
      // The pool has ended while the store was asked.
      this.#giveUp(vacancy);
      if (bound !== undefined) this.#host.unbound(bound);
      return;
    }
    const build = newBuild(plan, vacancy, reserved);
    this.lastRequest = plan.request ?? this.lastRequest;
    this.#builds.add(build);
    if (bound === undefined) this.#unbound++;
    else this.#boundTo.set(bound, build);
    if (plan.group !== undefined) join(build, plan.group);
    this.#host.hold();
    this.#begin(build, 0);
  }

  /** Lets a group wait for everything that is being built. */
  join(group: BuildGroup): void {
    if (this.#builds.size > 0) this.#gate.hold();
    for (const build of this.#builds) join(build, group);
  }

  /** The caller has gone; its session is built all the same, for whoever comes. */
  release(demand: Demand<State, Request>): void {
    const build = this.#boundTo.get(demand);
    if (build === undefined) return;
    this.#unbind(build);
    this.#host.shed();
  }

  /** Starts what had to wait. */
  drain(): void {
    const { initConcurrency } = this.#parts.options;
    const { lifecycle } = this.#parts;
    while (lifecycle.isOpen && !this.#gate.isClosed && this.#running < initConcurrency) {
      const build = this.#queue.shift();
      if (build === undefined) break;
      this.#run(build);
    }
  }

  /** Callers have come: the process must not end before they are served. */
  hold(): void {
    this.#gate.hold();
    for (const build of this.#builds) hold(build);
  }

  /** Gives up at most `count` of the builds that nobody is bound to, latest first. */
  cancelUnbound(count: number, error: Error): MaybePromise<unknown> {
    const unbound = [...this.#builds].filter((build) => build.bound === undefined);
    const last = count < unbound.length ? unbound.slice(unbound.length - count) : unbound;
    return this.#cancel(last, error);
  }

  /** The store has given this vacancy to somebody else. */
  lose(vacancy: Vacancy, error: Error): void {
    const build = [...this.#builds].find((each) => each.vacancy === vacancy);
    if (build === undefined) return;
    const { bound } = build;
    this.#host.background(this.#cancel([build], error));
    if (bound !== undefined) this.#host.unbound(bound);
    this.#host.changed();
  }

  cancelAll(error: Error): MaybePromise<unknown> {
    return this.#cancel([...this.#builds], error);
  }

  #cancel(builds: readonly Build<State, Request>[], error: Error): MaybePromise<unknown> {
    const answers = builds.map((build) => {
      this.#drop(build, error);
      build.run?.cancel(error);
      return this.#parts.store.abandon(build.vacancy, "cancelled");
    });
    const slow = answers.filter(isPromise);
    return slow.length > 0 ? Promise.all(slow) : undefined;
  }

  #drop(build: Build<State, Request>, error: unknown): void {
    this.#builds.delete(build);
    this.#queue.remove(build);
    if (build.bound === undefined) this.#unbound--;
    else this.#boundTo.delete(build.bound);
    build.timer?.clear();
    build.timer = undefined;
    for (const group of build.groups) group.end(error);
    if (this.#builds.size > 0) return;
    // Nobody is left to be held back; the store tells those who come.
    this.#gate.clear();
  }

  #unbind(build: Build<State, Request>): void {
    if (build.bound === undefined) return;
    this.#boundTo.delete(build.bound);
    build.bound = undefined;
    this.#unbound++;
  }

  /** Queues the next init, after `delayMs`. */
  #begin(build: Build<State, Request>, delayMs: number): void {
    if (build.vacancy.startsInMs > 0) this.#closeGate(build.vacancy.startsInMs);
    const enqueue = (): void => {
      build.timer = undefined;
      this.#queue.pushBack(build);
      this.drain();
    };
    if (delayMs <= 0) return enqueue();
    build.timer = new Timer(this.#parts.options.clock, enqueue, delayMs);
    build.timer.holdsProcess = this.#host.hasCallers || isAwaited(build);
  }

  #closeGate(forMs: number): void {
    this.#gate.close(forMs, this.#host.hasCallers || [...this.#builds].some(isAwaited));
  }

  #run(build: Build<State, Request>): void {
    const { options, events } = this.#parts;
    const id = build.plan.id ?? drawId(options.random);
    const { slot } = build.vacancy;
    const run = new InitRun(this.#parts, id, slot, build.plan, ++build.attempt);
    build.run = run;
    this.#running++;
    events.to("session:starting")?.({ id, slot, attempt: build.attempt });
    if (!this.#builds.has(build)) {
      // A listener has ended the pool.
      this.#running--;
      return;
    }
    if (this.#host.hasCallers || isAwaited(build)) run.hold();
    const outcome = run.start();
    if (isPromise(outcome)) void outcome.then((ended) => this.#ended(build, run, ended));
    else this.#ended(build, run, outcome);
  }

  #ended(
    build: Build<State, Request>,
    run: InitRun<State, Request, Response>,
    outcome: InitOutcome<State>,
  ): void {
    this.#running--;
    build.run = undefined;
    if (!this.#builds.has(build)) {
      if (outcome.kind === "ready") run.dispose();
    } else if (outcome.kind === "ready") this.#fill(build, run, outcome.state);
    else this.#again(build, run, outcome);
    this.drain();
  }

  #fill(build: Build<State, Request>, run: InitRun<State, Request, Response>, state: State): void {
    const { options, store, lifecycle } = this.#parts;
    const { clock, random, delayMs, delayJitter, lifetimeJitter } = options;
    const { id, variant, startedAt } = run;
    const tookMs = clock.now() - startedAt;
    const lifeMs = drawLifeMs(store.limits.maxAgeMs, lifetimeJitter, random);
    const pauseMs = drawPauseMs(delayMs, delayJitter, random);
    let rank: number | undefined;
    try {
      if (tookMs + pauseMs >= lifeMs)
        throw new Error(`init: the session is too old for its first use after ${tookMs} ms`);
      rank = this.#parts.rankOf(run.session);
    } catch (error) {
      run.dispose();
      return this.#again(build, run, { kind: "bad", reason: "failed", error, inconclusive: false });
    }
    const record = {
      id,
      state,
      variant,
      ageMs: tookMs,
      lifeMs,
      pauseMs,
      rank,
      // A paused pool grants no lease: its caller queues.
      lease: lifecycle.isOpen && build.bound !== undefined ? this.#askOf(build.bound) : undefined,
    };
    const answer = store.fill(build.vacancy, record);
    if (!isPromise(answer)) return this.#filled(build, run, record, answer);
    const late = (filled: Filled<State> | undefined): void => {
      if (filled === undefined) return run.dispose();
      this.#tellReady(build, run, tookMs, filled);
      if (filled.grant !== undefined) this.#host.giveBack(filled.grant);
    };
    this.#answer(build, answer, (filled) => this.#filled(build, run, record, filled), late);
    answer.catch(() => run.dispose());
  }

  #filled(
    build: Build<State, Request>,
    run: InitRun<State, Request, Response>,
    { ageMs: tookMs, pauseMs }: NewSession<State>,
    filled: Filled<State> | undefined,
  ): void {
    const { bound } = build;
    this.#drop(build, undefined);
    if (filled === undefined) {
      // The store has given the vacancy to somebody else.
      run.dispose();
      if (bound !== undefined) this.#host.unbound(bound);
      this.#host.changed();
      return;
    }
    this.#tellReady(build, run, tookMs, filled);
    this.#host.built(bound, filled, pauseMs);
  }

  #tellReady(
    { plan }: Build<State, Request>,
    { id, slot }: InitRun<State, Request, Response>,
    tookMs: number,
    { replaced }: Filled<State>,
  ): void {
    const { counters, events } = this.#parts;
    counters.init.passed++;
    events.to("session:ready")?.({ id, slot, tookMs });
    if (replaced !== undefined) this.#host.retired(replaced, plan);
  }

  #again(
    build: Build<State, Request>,
    run: InitRun<State, Request, Response>,
    outcome: Exclude<InitOutcome<State>, { kind: "ready" }>,
  ): void {
    const { options, store, counters, events } = this.#parts;
    const { id } = run;
    if (outcome.kind === "stop") return this.#host.stop(outcome.reason);
    if (outcome.kind === "later") {
      const retryInMs = outcome.retryInMs ?? options.initRetryDelayMs;
      counters.init.later++;
      events.to("init:later")?.({ id, reason: outcome.reason, retryInMs });
      // At once: the next in the queue begins as soon as this one has ended.
      this.#closeGate(retryInMs);
      if (!this.#builds.has(build)) return; // a listener has ended the pool
      this.#answer(build, store.abandon(build.vacancy, "later", { retryInMs }), () =>
        this.#reserveAgain(build, 0),
      );
      return;
    }
    const { reason, detail, error } = outcome;
    counters.init[reason]++;
    build.inconclusive = outcome.inconclusive ? build.inconclusive + 1 : 0;
    this.#answer(build, store.abandon(build.vacancy, "bad"), (badInits) => {
      events.to("init:failed")?.({ id, reason, detail, error, badInits });
      if (!this.#builds.has(build)) return; // a listener has ended the pool
      if (badInits >= options.maxBadInits) return this.#host.fail(badInits, error, detail);
      this.#reserveAgain(build, backoffMs(build));
    });
  }

  /** The vacancy carries on with the same request; the caller that was bound to it takes whatever comes first. */
  #reserveAgain(build: Build<State, Request>, delayMs: number): void {
    const { store } = this.#parts;
    // What was to renew a session that is gone by now takes its place.
    const answer = andThen(store.reserve(build.reserved), (vacancy) =>
      vacancy === undefined && "replaces" in build.reserved ? store.reserve(BELOW_MIN) : vacancy,
    );
    const again = (vacancy: Vacancy | undefined): void => {
      const { bound } = build;
      this.#unbind(build);
      if (vacancy === undefined) this.#drop(build, undefined);
      else {
        build.vacancy = vacancy;
        // In a turn of its own: an init that fails at once must not recurse.
        void Promise.resolve().then(() => {
          if (this.#builds.has(build)) this.#begin(build, delayMs);
        });
      }
      if (bound !== undefined) this.#host.unbound(bound);
      this.#host.changed();
    };
    this.#answer(build, answer, again, (vacancy) => {
      if (vacancy !== undefined) this.#giveUp(vacancy);
    });
  }

  #giveUp(vacancy: Vacancy): void {
    this.#host.background(this.#parts.store.abandon(vacancy, "cancelled"));
  }

  #askOf(demand: Demand<State, Request>): Ask {
    const { delayMs, delayJitter, random } = this.#parts.options;
    return { ...demand.ask, pauseMs: drawPauseMs(delayMs, delayJitter, random) };
  }

  /** Goes on with the store's answer; `late` is told instead if the build was given up meanwhile. */
  #answer<T>(
    build: Build<State, Request>,
    answer: MaybePromise<T>,
    next: (value: T) => void,
    late?: (value: T) => void,
  ): void {
    if (!isPromise(answer)) return next(answer);
    answer.then(
      (value) => {
        if (this.#builds.has(build)) next(value);
        else late?.(value);
      },
      (cause: unknown) => {
        const error = this.#host.storeFailed(cause);
        if (!this.#builds.has(build)) return;
        this.#drop(build, error);
        this.#host.unbuilt(build.bound, error);
      },
    );
  }
}
