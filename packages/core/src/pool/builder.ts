import { andThen, isPromise } from "../maybe-promise.ts";
import { LinkedList, type ListNode } from "../linked-list.ts";
import type { MaybePromise } from "../types.ts";
import type { Ask, Filled, Grant, ReserveOptions, Retired, Vacancy } from "../store/store.ts";
import type { BuildGroup } from "./build-group.ts";
import type { Demand, Trigger } from "./demand.ts";
import { drawId, drawLifeMs, drawPauseMs } from "./draw.ts";
import type { PoolParts } from "./pool-parts.ts";
import { Timer } from "./timer.ts";
import { InitRun, type InitOutcome } from "./run-init.ts";

const FIRST_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 30_000;
const BELOW_MIN = Object.freeze({ upTo: "min" as const });

/** What is to be built. */
export interface BuildPlan<State, Request> extends Trigger<Request> {
  /** The caller that the session serves first. */
  readonly bound?: Demand<State, Request> | undefined;
  /** The session shall have this id. */
  readonly id?: string | undefined;
  /** Who waits for it and others together. */
  readonly group?: BuildGroup | undefined;
}

/** One vacancy on its way to a session. */
interface Build<State, Request> extends ListNode<Build<State, Request>> {
  readonly plan: BuildPlan<State, Request>;
  readonly reserved: ReserveOptions;
  vacancy: Vacancy;
  bound: Demand<State, Request> | undefined;
  attempt: number;
  /** Inconclusive inits in a row. */
  inconclusive: number;
  run: { cancel(error: Error): void } | undefined;
  timer: Timer | undefined;
  groups: BuildGroup[];
}

/** Whom the builder tells what came of it. */
export interface BuilderHost<State, Request> {
  /** Whether anybody waits: timers then keep the process alive. */
  readonly hasCallers: boolean;
  /** A session is in the pool; `grant` is its first lease, for `bound`. */
  built(bound: Demand<State, Request> | undefined, grant: Grant<State> | undefined): void;
  /** Its init came to nothing: the caller queues. */
  unbound(demand: Demand<State, Request>): void;
  /** The number of live or starting sessions has changed. */
  changed(): void;
  retired(retired: Retired<State>, trigger: Trigger<Request>): void;
  fail(badInits: number, cause: unknown): void;
  stop(reason: string): void;
  storeFailed(error: unknown): void;
}

/** Builds sessions: one init at a time for each reserved vacancy, until it is ready or nobody wants it any more. */
export class Builder<State, Request, Response> {
  readonly #parts: PoolParts<State, Request, Response>;
  readonly #host: BuilderHost<State, Request>;
  readonly #builds = new Set<Build<State, Request>>();
  readonly #queue = new LinkedList<Build<State, Request>>();
  readonly #boundTo = new Map<Demand<State, Request>, Build<State, Request>>();
  /** Rings when inits may begin again after one ended `later`. */
  #gate: Timer | undefined = undefined;
  #gateOpensAt = Number.NEGATIVE_INFINITY;
  #running = 0;
  #unbound = 0;
  /** The latest request a session was built for: what renewals are built with. */
  #trigger: Trigger<Request> = { request: undefined, variant: undefined };

  constructor(parts: PoolParts<State, Request, Response>, host: BuilderHost<State, Request>) {
    this.#parts = parts;
    this.#host = host;
  }

  get size(): number {
    return this.#builds.size;
  }

  /** Sessions being built that no caller is bound to. */
  get unbound(): number {
    return this.#unbound;
  }

  get lastTrigger(): Trigger<Request> {
    return this.#trigger;
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
    const build: Build<State, Request> = {
      plan,
      reserved,
      vacancy,
      bound,
      attempt: 0,
      inconclusive: 0,
      run: undefined,
      timer: undefined,
      groups: [],
      prev: undefined,
      next: undefined,
    };
    if (plan.request !== undefined)
      this.#trigger = { request: plan.request, variant: plan.variant };
    this.#builds.add(build);
    if (bound === undefined) this.#unbound++;
    else this.#boundTo.set(bound, build);
    if (plan.group !== undefined) join(build, plan.group);
    this.#begin(build, 0);
  }

  /** Lets a group wait for everything that is being built. */
  join(group: BuildGroup): void {
    for (const build of this.#builds) join(build, group);
  }

  /** The caller has gone; its session is built all the same, for whoever comes. */
  release(demand: Demand<State, Request>): void {
    const build = this.#boundTo.get(demand);
    if (build !== undefined) this.#unbind(build);
  }

  /** Starts what had to wait. */
  drain(): void {
    const { initConcurrency } = this.#parts.options;
    while (
      this.#parts.lifecycle.isOpen &&
      this.#gate === undefined &&
      this.#running < initConcurrency
    ) {
      const build = this.#queue.shift();
      if (build === undefined) break;
      this.#run(build);
    }
  }

  /** Callers have come: the process must not end before they are served. */
  hold(): void {
    if (this.#gate !== undefined) this.#gate.holdsProcess = true;
    for (const build of this.#builds)
      if (build.timer !== undefined) build.timer.holdsProcess = true;
  }

  /** Gives up at most `count` of the builds that nobody is bound to, latest first. */
  cancelUnbound(count: number, error: Error): MaybePromise<unknown> {
    const unbound = [...this.#builds].filter((build) => build.bound === undefined);
    const last = count < unbound.length ? unbound.slice(unbound.length - count) : unbound;
    return this.#cancel(last, error);
  }

  /** The store has given this vacancy to somebody else. */
  lose(vacancy: Vacancy, error: Error): void {
    for (const build of this.#builds)
      if (build.vacancy === vacancy) void this.#cancel([build], error);
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
    this.#gate?.clear();
    this.#gate = undefined;
    this.#gateOpensAt = Number.NEGATIVE_INFINITY;
  }

  #unbind(build: Build<State, Request>): void {
    if (build.bound === undefined) return;
    this.#boundTo.delete(build.bound);
    build.bound = undefined;
    this.#unbound++;
  }

  /** Queues the next init, after `delayMs`. */
  #begin(build: Build<State, Request>, delayMs: number): void {
    this.#closeGate(build.vacancy.startsInMs);
    const enqueue = (): void => {
      build.timer = undefined;
      this.#queue.pushBack(build);
      this.drain();
    };
    if (delayMs > 0) build.timer = this.#time(enqueue, delayMs, isAwaited(build));
    else enqueue();
  }

  /** Holds back all inits, until the latest time that was asked for. */
  #closeGate(forMs: number): void {
    const { clock } = this.#parts.options;
    const opensAt = clock.now() + forMs;
    if (forMs <= 0 || opensAt <= this.#gateOpensAt) return;
    this.#gate?.clear();
    this.#gateOpensAt = opensAt;
    const open = (): void => {
      this.#gate = undefined;
      this.drain();
    };
    this.#gate = this.#time(open, forMs, [...this.#builds].some(isAwaited));
  }

  #time(ring: () => void, delayMs: number, awaited: boolean): Timer {
    const timer = new Timer(this.#parts.options.clock, ring, delayMs);
    timer.holdsProcess = awaited || this.#host.hasCallers;
    return timer;
  }

  #run(build: Build<State, Request>): void {
    const { options, events } = this.#parts;
    const id = build.plan.id ?? drawId(options.random);
    const { slot } = build.vacancy;
    const run = new InitRun(this.#parts, id, slot, build.plan, ++build.attempt);
    build.run = run;
    this.#running++;
    events.to("session:starting")?.({ id, slot, attempt: build.attempt });
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
      if (outcome.kind === "ready") this.#parts.dispose(run.session);
    } else if (outcome.kind === "ready") this.#fill(build, run, outcome.state);
    else this.#again(build, run, outcome);
    this.drain();
  }

  #fill(build: Build<State, Request>, run: InitRun<State, Request, Response>, state: State): void {
    const { options, store, lifecycle } = this.#parts;
    const { clock, random, delayMs, delayJitter, maxAgeMs, lifetimeJitter, rank } = options;
    const { id, variant, startedAt } = run;
    const tookMs = clock.now() - startedAt;
    const lifeMs = drawLifeMs(maxAgeMs, lifetimeJitter, random);
    const pauseMs = drawPauseMs(delayMs, delayJitter, random);
    if (tookMs + pauseMs >= lifeMs) {
      this.#parts.dispose(run.session);
      const error = new Error(`init: the session is too old for its first use after ${tookMs} ms`);
      return this.#again(build, run, { kind: "bad", reason: "failed", error, inconclusive: false });
    }
    const record = {
      id,
      state,
      variant,
      ageMs: tookMs,
      lifeMs,
      pauseMs,
      rank: rank?.(run.session, random),
      // A paused pool grants no lease: its caller queues.
      lease: lifecycle.isOpen && build.bound !== undefined ? this.#askOf(build.bound) : undefined,
    };
    const answer = store.fill(build.vacancy, record);
    if (!isPromise(answer)) return this.#filled(build, run, tookMs, answer);
    this.#answer(build, answer, (filled) => this.#filled(build, run, tookMs, filled));
  }

  #filled(
    build: Build<State, Request>,
    run: InitRun<State, Request, Response>,
    tookMs: number,
    filled: Filled<State> | undefined,
  ): void {
    const { counters, events } = this.#parts;
    const { bound } = build;
    this.#drop(build, undefined);
    if (filled === undefined) {
      // The store has given the vacancy to somebody else.
      this.#parts.dispose(run.session);
      this.#host.changed();
      return;
    }
    counters.init.passed++;
    events.to("session:ready")?.({ id: run.id, slot: run.slot, tookMs });
    if (filled.replaced !== undefined) this.#host.retired(filled.replaced, build.plan);
    this.#host.built(bound, filled.grant);
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
      if (badInits >= options.maxBadInits) return this.#host.fail(badInits, error);
      const backoffMs = FIRST_BACKOFF_MS * 2 ** (build.inconclusive - 1);
      this.#reserveAgain(build, outcome.inconclusive ? Math.min(backoffMs, MAX_BACKOFF_MS) : 0);
    });
  }

  /** The vacancy carries on with the same request; the caller that was bound to it takes whatever comes first. */
  #reserveAgain(build: Build<State, Request>, delayMs: number): void {
    const { store } = this.#parts;
    // What was to renew a session that is gone by now takes its place.
    const answer = andThen(store.reserve(build.reserved), (vacancy) =>
      vacancy === undefined && "replaces" in build.reserved ? store.reserve(BELOW_MIN) : vacancy,
    );
    this.#answer(build, answer, (vacancy) => {
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
    });
  }

  #askOf(demand: Demand<State, Request>): Ask {
    const { delayMs, delayJitter, random } = this.#parts.options;
    return { ...demand.ask, pauseMs: drawPauseMs(delayMs, delayJitter, random) };
  }

  /** Goes on with the store's answer, unless the build was given up meanwhile. */
  #answer<T>(
    build: Build<State, Request>,
    answer: MaybePromise<T>,
    next: (value: T) => void,
  ): void {
    if (!isPromise(answer)) return next(answer);
    answer.then(
      (value) => {
        if (this.#builds.has(build)) next(value);
      },
      (error: unknown) => {
        if (!this.#builds.has(build)) return;
        this.#drop(build, error);
        if (build.bound !== undefined) this.#host.unbound(build.bound);
        this.#host.storeFailed(error);
      },
    );
  }
}

function join<State, Request>(build: Build<State, Request>, group: BuildGroup): void {
  group.add();
  build.groups.push(group);
}

/** Whether somebody waits for this very session, in the queue or by `warm()`. */
function isAwaited<State, Request>(build: Build<State, Request>): boolean {
  return build.bound !== undefined || build.groups.length > 0;
}
