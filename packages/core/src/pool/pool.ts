import { makeDisposable } from "../async-dispose.ts";
import { SessionaryError } from "../errors/sessionary-error.ts";
import { andThen, isPromise } from "../maybe-promise.ts";
import { Counters } from "../observe/counters.ts";
import { Emitter } from "../observe/emitter.ts";
import type { PoolEventName, PoolListener } from "../observe/events.ts";
import type { PoolStats } from "../observe/stats.ts";
import {
  checkAcquireOptions,
  checkCloseOptions,
  checkUseOptions,
} from "../options/call-options.ts";
import {
  expectOption,
  expectOptions,
  aFunction,
  aString,
  anInteger,
  anything,
} from "../options/expect.ts";
import { expectSize, type ResolvedPoolOptions } from "../options/resolve-pool-options.ts";
import type { RetireReason, Session } from "../session/session.ts";
import type { PoolLimits } from "../store/limits.ts";
import { memoryStore } from "../store/memory/memory-store.ts";
import type { PoolStore } from "../store/store.ts";
import type { JsonValue, MaybePromise } from "../types.ts";
import { Control } from "./control.ts";
import { Engine } from "./engine.ts";
import { Opening } from "./opening.ts";
import type { PoolExport } from "./pool-export.ts";
import { PoolParts } from "./pool-parts.ts";
import type {
  AcquireOptions,
  CloseOptions,
  Lease,
  PoolStatus,
  SessionPool,
  Task,
  UseOptions,
} from "./session-pool.ts";
import { Transfer } from "./transfer.ts";
import { Use } from "./use.ts";

const NO_SESSIONS = { starting: 0, ready: 0, leased: 0, resting: 0 };

/** The pool as its users see it: checks what they ask, and hands it to the engine once the store is open. */
export class Pool<State, Request, Response> implements SessionPool<State, Request, Response> {
  declare readonly [Symbol.asyncDispose]: () => Promise<void>;
  readonly name: string;
  readonly #options: ResolvedPoolOptions<State, Request, Response>;
  readonly #counters = new Counters();
  readonly #events: Emitter;
  #engine: Engine<State, Request, Response> | undefined;
  #transfer: Transfer<State, Request, Response> | undefined;
  readonly #opening = new Opening(() => this.#open());
  /** While there is no engine. */
  #unopened: Extract<PoolStatus, "open" | "closing" | "closed"> = "open";
  /** Told of the engine the moment there is one: what it does comes before all others. */
  #onStart: ((engine: Engine<State, Request, Response>) => void) | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: ResolvedPoolOptions<State, Request, Response>) {
    this.name = options.name;
    this.#options = options;
    this.#events = new Emitter(options.name);
    this.#opening.begin();
  }

  get status(): PoolStatus {
    return this.#engine?.parts.lifecycle.status ?? this.#unopened;
  }

  /** Whether a caller of this process holds a lease, or waits for one. */
  get isInUse(): boolean {
    const engine = this.#engine;
    if (engine === undefined) return this.#opening.isAwaited;
    return engine.hasCallers || engine.leases.size > 0;
  }

  use<Result extends Response>(
    task: Task<Result, State, Request>,
    options?: UseOptions<Request>,
  ): Promise<Result> {
    return this.#use(task, options, "response");
  }

  /** The same for a task whose result is the caller's own: it is not judged, only what the task throws is. */
  useUnjudged<Result>(
    task: Task<Result, State, Request>,
    options?: UseOptions<Request>,
  ): Promise<Result> {
    return this.#use(task, options, "result");
  }

  acquire(options?: AcquireOptions<Request>): Promise<Lease<State>> {
    try {
      if (options !== undefined) checkAcquireOptions(options);
    } catch (error) {
      return Promise.reject(error);
    }
    const engine = this.#engine;
    if (engine !== undefined) return engine.dispatcher.acquire(options, undefined);
    return this.#acquireLater(options);
  }

  async warm(
    count?: number,
    options: { readonly request?: Request; readonly variant?: JsonValue } = {},
  ): Promise<void> {
    expectOptions("SessionPool", { count }, { count: anInteger(0) });
    expectOptions("SessionPool", options, { request: anything, variant: anything });
    const { request, variant } = options;
    await new Control(this.#engine ?? (await this.#opening.wait())).warm(count, {
      request,
      variant,
    });
  }

  async add(
    state: State,
    options?: { readonly id?: string; readonly variant?: JsonValue },
  ): Promise<Session<State>> {
    return this.#transferOf(this.#engine ?? (await this.#opening.wait())).add(state, options);
  }

  get(id: string): Session<State> | undefined {
    return this.#engine?.parts.store.get(id);
  }

  async retire(id: string, reason: RetireReason = "manual"): Promise<boolean> {
    expectOptions("SessionPool", { id, reason }, { id: aString, reason: aString });
    return new Control(this.#engine ?? (await this.#opening.wait())).retire(id, reason);
  }

  async resize(size: number | PoolLimits["size"]): Promise<void> {
    const wanted = expectSize("SessionPool", size);
    await new Control(this.#engine ?? (await this.#opening.wait())).resize(wanted);
  }

  pause(): void {
    this.#whenOpen((engine) => new Control(engine).pause());
  }

  resume(): void {
    this.#whenOpen((engine) => new Control(engine).resume());
  }

  stats(): PoolStats {
    const engine = this.#engine;
    const sessions = engine?.parts.counts() ?? NO_SESSIONS;
    return this.#counters.snapshot(sessions, engine?.dispatcher.waiting ?? 0);
  }

  on<Name extends PoolEventName>(event: Name, listener: PoolListener<Name>): () => void {
    return this.#events.on(event, listener);
  }

  async export(): Promise<PoolExport> {
    return this.#transferOf(this.#engine ?? (await this.#opening.wait())).export();
  }

  async import(exported: PoolExport): Promise<void> {
    return this.#transferOf(this.#engine ?? (await this.#opening.wait())).import(exported);
  }

  async close(options: CloseOptions = {}): Promise<void> {
    checkCloseOptions(options);
    await this.#close(options, "ERR_POOL_CLOSED");
  }

  #close(
    { drainTimeoutMs = 10_000, reason }: CloseOptions,
    code: "ERR_POOL_CLOSED" | "ERR_POOL_STOPPED",
  ): Promise<void> {
    if (this.#closing !== undefined) return this.#closing;
    let follow!: (closing: Promise<void>) => void;
    // Set before anything happens: a listener to what happens may call close(), too.
    this.#closing = new Promise((resolve) => (follow = resolve));
    const close = (engine: Engine<State, Request, Response>): Promise<void> =>
      new Control(engine).close({
        code,
        drainTimeoutMs,
        reason,
        moved: () => this.#transfer?.ended(),
      });
    follow(this.#engine === undefined ? this.#closeUnopened(reason, close) : close(this.#engine));
    return this.#closing;
  }

  /** A store that opens all the same is closed again; one that cannot be opened holds nothing. */
  async #closeUnopened(
    reason: string | undefined,
    close: (engine: Engine<State, Request, Response>) => Promise<void>,
  ): Promise<void> {
    const why = reason === undefined ? "" : `: ${reason}`;
    const message = `${this.name}: the pool is closed${why}`;
    const error = new SessionaryError("ERR_POOL_CLOSED", message, reason ? { reason } : {});
    let closing: Promise<void> | undefined;
    this.#onStart = (engine) => {
      closing = close(engine);
    };
    this.#unopened = "closing";
    await this.#opening.close(error);
    if (closing !== undefined) return closing;
    this.#events.to("pool:closing")?.({ error });
    this.#unopened = "closed";
    this.#events.to("pool:closed")?.({ reason });
  }

  #open(): MaybePromise<Engine<State, Request, Response>> {
    const { name, limits, clock, adapter, store = memoryStore() } = this.#options;
    const opened = andThen(
      store.open<State>(name, limits, { clock, codec: adapter?.codec }),
      (poolStore) => this.#start(poolStore),
    );
    if (!isPromise(opened)) return opened;
    return opened.catch((cause: unknown) => {
      throw new SessionaryError("ERR_STORE", `${name}: the store cannot be opened`, { cause });
    });
  }

  #use<Result>(
    task: Task<Result, State, Request>,
    options: UseOptions<Request> | undefined,
    resolvesTo: "response" | "result",
  ): Promise<Result> {
    try {
      expectOption("SessionPool", "task", task, aFunction);
      if (options !== undefined) checkUseOptions(options);
    } catch (error) {
      return Promise.reject(error);
    }
    return this.#engine !== undefined
      ? new Use(this.#engine, task, options, resolvesTo).run()
      : this.#useLater(task, options, resolvesTo);
  }

  async #useLater<Result>(
    task: Task<Result, State, Request>,
    options: UseOptions<Request> | undefined,
    resolvesTo: "response" | "result",
  ): Promise<Result> {
    const engine = await this.#opening.wait(options?.signal);
    return new Use(engine, task, options, resolvesTo).run();
  }

  #start(store: PoolStore<State>): Engine<State, Request, Response> {
    const parts = new PoolParts(this.#options, store, this.#counters, this.#events);
    this.#engine = new Engine(parts, (reason) => {
      this.#close({ reason }, "ERR_POOL_STOPPED").catch((error: unknown) =>
        this.#engine?.storeFailed(error),
      );
    });
    this.#onStart?.(this.#engine);
    this.#engine.compareLimits();
    return this.#engine;
  }

  #transferOf(engine: Engine<State, Request, Response>): Transfer<State, Request, Response> {
    return (this.#transfer ??= new Transfer(engine));
  }

  async #acquireLater(options: AcquireOptions<Request> | undefined): Promise<Lease<State>> {
    const engine = await this.#opening.wait(options?.signal);
    return engine.dispatcher.acquire(options, undefined);
  }

  #whenOpen(act: (engine: Engine<State, Request, Response>) => void): void {
    const engine = this.#engine ?? this.#opening.wait();
    if (isPromise(engine)) engine.then(act, () => undefined);
    else act(engine);
  }
}

makeDisposable(Pool.prototype, async function dispose() {
  await this.close();
});
