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
  #opening: Promise<Engine<State, Request, Response>> | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: ResolvedPoolOptions<State, Request, Response>) {
    this.name = options.name;
    this.#options = options;
    this.#events = new Emitter(options.name);
    const opened = this.#open();
    // A store that cannot be opened tells whoever asks for a session.
    if (isPromise(opened)) opened.catch(() => undefined);
  }

  get status(): PoolStatus {
    return this.#engine?.parts.lifecycle.status ?? "open";
  }

  async use<Result extends Response>(
    task: Task<Result, State, Request>,
    options?: UseOptions<Request>,
  ): Promise<Result> {
    expectOption("SessionPool", "task", task, aFunction);
    if (options !== undefined) checkUseOptions(options);
    return new Use(this.#engine ?? (await this.#open()), task, options).run();
  }

  acquire(options?: AcquireOptions<Request>): Promise<Lease<State>> {
    try {
      if (options !== undefined) checkAcquireOptions(options);
    } catch (error) {
      return Promise.reject(error);
    }
    const engine = this.#engine;
    if (engine !== undefined) return engine.dispatcher.acquire(options, undefined);
    return this.#later((opened) => opened.dispatcher.acquire(options, undefined));
  }

  async warm(
    count?: number,
    options: { readonly request?: Request; readonly variant?: JsonValue } = {},
  ): Promise<void> {
    expectOptions("SessionPool", { count }, { count: anInteger(0) });
    expectOptions("SessionPool", options, { request: anything, variant: anything });
    const { request, variant } = options;
    await new Control(this.#engine ?? (await this.#open())).warm(count, { request, variant });
  }

  async add(
    state: State,
    options?: { readonly id?: string; readonly variant?: JsonValue },
  ): Promise<Session<State>> {
    return new Transfer(await this.#open()).add(state, options);
  }

  get(id: string): Session<State> | undefined {
    return this.#engine?.parts.store.get(id);
  }

  async retire(id: string, reason: RetireReason = "manual"): Promise<boolean> {
    expectOptions("SessionPool", { id, reason }, { id: aString, reason: aString });
    return new Control(this.#engine ?? (await this.#open())).retire(id, reason);
  }

  async resize(size: number | PoolLimits["size"]): Promise<void> {
    const wanted = expectSize("SessionPool", size);
    await new Control(this.#engine ?? (await this.#open())).resize(wanted);
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
    return new Transfer(await this.#open()).export();
  }

  async import(exported: PoolExport): Promise<void> {
    return new Transfer(await this.#open()).import(exported);
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
      new Control(engine).close(code, drainTimeoutMs, reason);
    follow(this.#engine === undefined ? this.#later(close) : close(this.#engine));
    return this.#closing;
  }

  /** Opens the store, once; after a failure again. */
  #open(): MaybePromise<Engine<State, Request, Response>> {
    if (this.#engine !== undefined) return this.#engine;
    if (this.#opening !== undefined) return this.#opening;
    const { name, limits, clock, adapter, store = memoryStore() } = this.#options;
    const opened = andThen(
      store.open<State>(name, limits, { clock, codec: adapter?.codec }),
      (poolStore) => this.#start(poolStore),
    );
    if (!isPromise(opened)) return opened;
    this.#opening = opened.catch((cause: unknown) => {
      this.#opening = undefined;
      const message = `${name}: the store cannot be opened`;
      throw new SessionaryError("ERR_STORE", message, { cause });
    });
    return this.#opening;
  }

  #start(store: PoolStore<State>): Engine<State, Request, Response> {
    const parts = new PoolParts(this.#options, store, this.#counters, this.#events);
    this.#engine = new Engine(parts, (reason) => {
      this.#close({ reason }, "ERR_POOL_STOPPED").catch((error: unknown) =>
        this.#engine?.storeFailed(error),
      );
    });
    this.#engine.compareLimits();
    return this.#engine;
  }

  async #later<T>(next: (engine: Engine<State, Request, Response>) => Promise<T>): Promise<T> {
    return next(await this.#open());
  }

  #whenOpen(act: (engine: Engine<State, Request, Response>) => void): void {
    const engine = this.#open();
    if (isPromise(engine)) engine.then(act, () => undefined);
    else act(engine);
  }
}

makeDisposable(Pool.prototype, async function dispose() {
  await this.close();
});
