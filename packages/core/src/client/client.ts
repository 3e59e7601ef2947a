import type { SessionAdapter } from "../adapter/adapter.ts";
import { makeDisposable } from "../async-dispose.ts";
import { systemClock } from "../clock.ts";
import { isSessionaryError, SessionaryError } from "../errors/sessionary-error.ts";
import { isPromise } from "../maybe-promise.ts";
import type { PoolEventName, PoolListener } from "../observe/events.ts";
import { checkCloseOptions } from "../options/call-options.ts";
import { aFunction, aString, expectOption, type OptionRules } from "../options/expect.ts";
import { mergeGiven } from "../options/merge-given.ts";
import { resolvePoolOptions } from "../options/resolve-pool-options.ts";
import { Pool } from "../pool/pool.ts";
import type { CloseOptions, SessionPool, Task } from "../pool/session-pool.ts";
import type { ClientOptions, PoolChoice, SessionOptions } from "./client-options.ts";
import { clientPoolOptions } from "./client-pool-options.ts";
import { ClientPools, isOpen, type KeptPool, type PoolEntry } from "./client-pools.ts";
import { checkSessionOptions, checkUseOptions, sessionRules } from "./client-rules.ts";
import { askPoolName, defaultPoolName, variantSuffix } from "./pool-choice.ts";
import { requestUse, type RequestUse } from "./request-use.ts";
import { Rules, type Rule } from "./rules.ts";
import { createSendTask, usePrepared } from "./send-task.ts";
import type { ClientStats, ClientUseOptions, SessionClient } from "./session-client.ts";
import type { MaybePromise } from "../types.ts";
import { SUBJECT } from "./subject.ts";

/** The client as its users see it. */
export class Client<State, Request, Response> implements SessionClient<State, Request, Response> {
  declare readonly [Symbol.asyncDispose]: () => Promise<void>;
  readonly #adapter: SessionAdapter<State, Request, Response>;
  readonly #options: ClientOptions<State, Request, Response>;
  readonly #rules: Rules<State, Request, Response>;
  readonly #pools: ClientPools<State, Request, Response>;
  readonly #sessionRules: OptionRules<SessionOptions> = sessionRules();
  readonly #sendTask: Task<Response, State, Request>;
  #bypassed = 0;
  /** What requests are refused with from then on. */
  #ended: SessionaryError | undefined;

  constructor(
    adapter: SessionAdapter<State, Request, Response>,
    options: ClientOptions<State, Request, Response>,
  ) {
    // Here, and not beside the class: a call beside it would keep bundlers from dropping it.
    makeDisposable<AsyncDisposable>(this, () => this.close());
    this.#adapter = adapter;
    this.#options = options;
    this.#rules = new Rules(adapter, options);
    this.#sendTask = createSendTask(adapter);
    const { pool, poolIdleMs = 900_000, maxPools = 1000 } = options;
    this.#pools = new ClientPools({ clock: pool?.clock ?? systemClock, poolIdleMs, maxPools });
  }

  send(request: Request, session?: SessionOptions): Promise<Response> {
    try {
      return this.#send(request, session);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #send(request: Request, session: SessionOptions | undefined): Promise<Response> {
    if (this.#ended) throw this.#ended;
    if (session !== undefined) checkSessionOptions(session, this.#sessionRules);
    const rule = this.#rules.of(request);
    if (session?.signal?.aborted) throw session.signal.reason;
    if (!(session?.enabled ?? rule.options.enabled ?? true)) return this.#bypass(request, session);
    const { prepare } = rule.options;
    return this.#through(rule, requestUse(request, rule, session), session, (pool, use) =>
      prepare ? usePrepared(pool, this.#adapter, prepare, use) : pool.use(this.#sendTask, use),
    );
  }

  async use<Result>(
    task: Task<Result, State, Request>,
    options: ClientUseOptions<Request>,
  ): Promise<Result> {
    if (this.#ended) throw this.#ended;
    expectOption(SUBJECT, "task", task, aFunction);
    const { request, ...session } = checkUseOptions(options, this.#sessionRules);
    const rule = this.#rules.of(request);
    if (session.signal?.aborted) throw session.signal.reason;
    return this.#through(rule, requestUse(request, rule, session), session, (pool, use) =>
      pool.useUnjudged(task, use),
    );
  }

  async open(name: string): Promise<SessionPool<State, Request, Response>> {
    expectOption(SUBJECT, "name", name, aString);
    if (this.#ended) throw this.#ended;
    const entry = await this.#take(name, name, this.#rules.base, undefined);
    this.#pools.give(entry);
    return entry.pool;
  }

  /** Sends through the pool of a request, which it opens if need be, and again through another one where that was closed meanwhile. */
  async #through<Result>(
    rule: Rule<State, Request, Response>,
    use: RequestUse<Request>,
    session: SessionOptions | undefined,
    send: (pool: KeptPool<State, Request, Response>, use: RequestUse<Request>) => Promise<Result>,
  ): Promise<Result> {
    const choice = session?.pool ?? this.#choose(rule, use, session);
    const name = typeof choice === "string" ? choice : choice.name;
    for (;;) {
      const taken = this.#take(name, choice, rule, use.signal);
      // Only who waits for room waits here: a turn too many, and the next request would be first.
      const entry = isPromise(taken) ? await taken : taken;
      const { pool } = entry;
      const cameInTime = isOpen(pool);
      try {
        return await send(pool, use);
      } catch (error) {
        if (isOpen(pool)) throw error;
        const ended = this.#learn(error);
        if (!isSessionaryError(error, "ERR_POOL_CLOSED")) throw error;
        if (ended?.code === "ERR_POOL_STOPPED") throw ended;
        if (cameInTime || ended) throw error;
        this.#pools.leave(pool);
      } finally {
        this.#pools.give(entry);
      }
    }
  }

  #take(
    name: string,
    choice: PoolChoice<State>,
    rule: Rule<State, Request, Response>,
    signal: AbortSignal | undefined,
  ): MaybePromise<PoolEntry<State, Request, Response>> {
    const taken = this.#pools.take(name);
    return taken ?? this.#pools.takeNew(name, () => this.#open(name, choice, rule), signal);
  }

  pool(name: string): SessionPool<State, Request, Response> | undefined {
    return this.#pools.get(name);
  }

  pools(): readonly SessionPool<State, Request, Response>[] {
    return this.#pools.list();
  }

  stats(): ClientStats {
    const total = this.#pools.total();
    const open = this.#pools.list().map((pool) => [pool.name, pool.stats()] as const);
    return { ...total, bypassed: total.bypassed + this.#bypassed, pools: Object.fromEntries(open) };
  }

  on<Name extends PoolEventName>(event: Name, listener: PoolListener<Name>): () => void {
    expectOption(SUBJECT, "listener", listener, aFunction);
    return this.#pools.listeners.on(event, listener);
  }

  async close(options: CloseOptions = {}): Promise<void> {
    checkCloseOptions(options, SUBJECT);
    this.#end("ERR_POOL_CLOSED", options);
    await this.#pools.closed();
  }

  /** Sends as the bare client would. */
  async #bypass(request: Request, session: SessionOptions | undefined): Promise<Response> {
    this.#bypassed++;
    const signal = session?.signal ?? new AbortController().signal;
    return this.#adapter.send(request, undefined, { signal });
  }

  #choose(
    rule: Rule<State, Request, Response>,
    { request, variant }: RequestUse<Request>,
    session: SessionOptions | undefined,
  ): PoolChoice<State> {
    const { poolName } = rule.options;
    if (poolName) return this.#orStop(() => askPoolName(poolName, request, variant));
    const suffix = session?.variant === undefined ? rule.nameSuffix : variantSuffix(variant);
    return defaultPoolName(this.#adapter, request, suffix);
  }

  #open(
    name: string,
    choice: PoolChoice<State>,
    rule: Rule<State, Request, Response>,
  ): Pool<State, Request, Response> {
    const options = this.#orStop(() =>
      clientPoolOptions(this.#adapter, this.#options, this.#rules, { name, choice, rule }),
    );
    const pool = new Pool<State, Request, Response>(resolvePoolOptions(options));
    pool.on("pool:closing", ({ error }) => void this.#learn(error));
    pool.on("pool:closed", () => this.#pools.leave(pool));
    const { onPoolFailed = "keep" } = this.#options;
    if (onPoolFailed !== "keep") {
      const why = onPoolFailed === "close" ? { reason: "pool_failed" } : onPoolFailed;
      pool.on(
        "pool:failed",
        ({ error }) => void this.#end("ERR_POOL_STOPPED", why, { cause: error }),
      );
    }
    return pool;
  }

  /** Stops the client where what `poolName` said, or failed to say, makes no pool. */
  #orStop<Result>(attempt: () => Result): Result {
    try {
      return attempt();
    } catch (cause) {
      throw this.#end("ERR_POOL_STOPPED", { reason: "pool_error" }, { cause });
    }
  }

  /** Stops the client if that is what the error of a closed pool says. Answers what the client has ended with, if it has. */
  #learn(error: unknown): SessionaryError | undefined {
    if (isSessionaryError(error, "ERR_POOL_STOPPED")) {
      const { reason } = error;
      this.#end(error.code, reason === undefined ? {} : { reason }, { cause: error });
    }
    return this.#ended;
  }

  /** The first end is the one that holds. */
  #end(
    code: "ERR_POOL_CLOSED" | "ERR_POOL_STOPPED",
    options: CloseOptions,
    why: { readonly cause?: unknown } = {},
  ): SessionaryError {
    if (this.#ended) return this.#ended;
    const { reason } = options;
    const how = code === "ERR_POOL_STOPPED" ? "was stopped" : "is closed";
    const message = `${SUBJECT}: the client ${how}${reason === undefined ? "" : `: ${reason}`}`;
    const ended = new SessionaryError(code, message, mergeGiven<object>({ reason }, why));
    this.#ended = ended;
    this.#pools.leaveAll(ended, options);
    return ended;
  }
}
