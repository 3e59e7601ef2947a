import type { SessionAdapter } from "../adapter/adapter.ts";
import { asyncDispose } from "../async-dispose.ts";
import { systemClock } from "../clock.ts";
import { isSessionaryError } from "../errors/sessionary-error.ts";
import { isPromise } from "../maybe-promise.ts";
import type { PoolEventName, PoolListener } from "../observe/events.ts";
import { checkCloseOptions } from "../options/call-options.ts";
import { aFunction, expectOption, type OptionRules } from "../options/expect.ts";
import { mergeGiven } from "../options/merge-given.ts";
import type { AdapterPoolOptions, PoolSettings } from "../options/pool-options.ts";
import { resolvePoolOptions } from "../options/resolve-pool-options.ts";
import { createSessionPool } from "../pool/create-session-pool.ts";
import type { CloseOptions, SessionPool, Task, UseOptions } from "../pool/session-pool.ts";
import type { ClientOptions, PoolChoice, SessionOptions } from "./client-options.ts";
import { ClientPools, isOpen } from "./client-pools.ts";
import { checkClientOptions, checkSessionOptions, sessionRules } from "./client-rules.ts";
import { createEndError, type Ending } from "./ending.ts";
import { askPoolName, defaultPoolName, variantSuffix } from "./pool-choice.ts";
import { createPoolHooks } from "./pool-hooks.ts";
import { Rules, type Rule } from "./rules.ts";
import { createSendTask, usePrepared } from "./send-task.ts";
import { SUBJECT } from "./subject.ts";
import type { ClientStats, SessionClient } from "./session-client.ts";

/**
 * Makes a client: it maps each request to a pool, opens that pool when it is first needed, and sends the request through one of its sessions. Adapters
 * wrap it in the face of their library.
 *
 * A request belongs to the pool that its `session.pool` names, else to the one that `poolName` of its profile or of the client says, else to
 * the pool of its URL's host with port (`default` for a URL without a host). With a variant, of the request or its profile, that
 * default name is the host, a space and the variant's canonical JSON: `shop.example {"zip":"10001"}`. A pool named outright
 * serves all variants.
 *
 * A pool's settings are, key by key, those under its name in `pools`, else what `poolName` said, else `pool`; they are fixed when the name is first seen.
 *
 * @throws `ERR_INVALID_OPTION`
 * @example
 * ```ts
 * import { createSessionClient, type SessionAdapter } from "@sessionary/core";
 *
 * interface Page { readonly status: number; readonly body: string }
 * declare const adapter: SessionAdapter<{ cookie: string }, { url: string }, Page>;
 *
 * const client = createSessionClient(adapter, {
 *   pool: { size: 4 },
 *   pools: { "shop.example": { size: 16, delayMs: 500 } },
 *   profiles: [{ match: "shop.example/cart/*", check: ({ response }) => response.body.includes("Cart") }],
 * });
 * const page = await client.send({ url: "https://shop.example/cart/1" }, { key: "cart-42" });
 * await client.close();
 * ```
 */
export function createSessionClient<State, Request, Response>(
  adapter: SessionAdapter<State, Request, Response>,
  options: ClientOptions<State, Request, Response> = {},
): SessionClient<State, Request, Response> {
  checkClientOptions(options);
  checkPools(adapter, options);
  return new Client(adapter, options);
}

/** Where no `poolName` adds settings, all combinations are known: the pools are checked before the first request wants one. */
function checkPools<State, Request, Response>(
  adapter: SessionAdapter<State, Request, Response>,
  { pool, pools = {}, poolName, profiles = [] }: ClientOptions<State, Request, Response>,
): void {
  const asks = poolName ?? profiles.some((profile) => profile.poolName);
  const settings = [pool, ...Object.values(pools).map((own) => mergeGiven(pool, own))];
  for (const known of asks ? [{}] : settings) resolvePoolOptions({ ...known, adapter }, SUBJECT);
}

class Client<State, Request, Response> implements SessionClient<State, Request, Response> {
  readonly #adapter: SessionAdapter<State, Request, Response>;
  readonly #options: ClientOptions<State, Request, Response>;
  readonly #rules: Rules<State, Request, Response>;
  readonly #pools: ClientPools<State, Request, Response>;
  readonly #sessionRules: OptionRules<SessionOptions> = sessionRules();
  readonly #sendTask: Task<Response, State, Request>;
  #bypassed = 0;
  #ending: Ending | undefined;

  constructor(
    adapter: SessionAdapter<State, Request, Response>,
    options: ClientOptions<State, Request, Response>,
  ) {
    this.#adapter = adapter;
    this.#options = options;
    this.#rules = new Rules(adapter, options);
    this.#sendTask = createSendTask(adapter);
    const { pool, poolIdleMs = 900_000, maxPools = 1000 } = options;
    this.#pools = new ClientPools({ clock: pool?.clock ?? systemClock, poolIdleMs, maxPools });
  }

  async send(request: Request, session?: SessionOptions): Promise<Response> {
    if (this.#ending) throw createEndError(this.#ending);
    if (session) checkSessionOptions(session, this.#sessionRules);
    const rule = this.#rules.of(request);
    if (session?.signal?.aborted) throw session.signal.reason;
    if (!(session?.enabled ?? rule.options.enabled ?? true)) return this.#bypass(request, session);
    const use = useOptions(request, rule, session);
    const choice = session?.pool ?? this.#choose(rule, use, session);
    const name = typeof choice === "string" ? choice : choice.name;
    for (;;) {
      const taken =
        this.#pools.take(name) ??
        this.#pools.takeNew(name, () => this.#open(name, choice, rule), use.signal);
      // Only who waits for room waits here: a turn too many, and the next request would be first.
      const entry = isPromise(taken) ? await taken : taken;
      const { pool } = entry;
      const cameInTime = isOpen(pool);
      try {
        return await this.#use(pool, rule, use);
      } catch (error) {
        if (isOpen(pool)) throw error;
        const ending = this.#learn(error);
        if (!isSessionaryError(error, "ERR_POOL_CLOSED")) throw error;
        if (ending?.code === "ERR_POOL_STOPPED") throw createEndError(ending);
        if (cameInTime || ending) throw error;
        this.#pools.leave(pool);
      } finally {
        this.#pools.give(entry);
      }
    }
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
    this.#end({ code: "ERR_POOL_CLOSED", reason: options.reason }, options);
    await this.#pools.closed();
  }

  async [asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Sends as the bare client would. */
  #bypass(request: Request, session: SessionOptions | undefined): Promise<Response> {
    this.#bypassed++;
    const signal = session?.signal ?? new AbortController().signal;
    return this.#adapter.send(request, undefined, { signal });
  }

  #choose(
    rule: Rule<State, Request, Response>,
    { request, variant }: ClientUse<Request>,
    session: SessionOptions | undefined,
  ): PoolChoice<State> {
    const { poolName } = rule.options;
    if (poolName) return this.#orStop(() => askPoolName(poolName, request, variant));
    const suffix = session?.variant === undefined ? rule.nameSuffix : variantSuffix(variant);
    return defaultPoolName(this.#adapter, request, suffix);
  }

  #use(
    pool: SessionPool<State, Request, Response>,
    { options: { prepare } }: Rule<State, Request, Response>,
    use: ClientUse<Request>,
  ): Promise<Response> {
    if (prepare) return usePrepared(pool, this.#adapter, prepare, use);
    return pool.use(this.#sendTask, use);
  }

  #open(
    name: string,
    choice: PoolChoice<State>,
    rule: Rule<State, Request, Response>,
  ): SessionPool<State, Request, Response> {
    const { pool: shared, pools = {}, onPoolFailed } = this.#options;
    const own = Object.hasOwn(pools, name) ? pools[name] : undefined;
    const asked = typeof choice === "string" ? undefined : choice;
    const options: AdapterPoolOptions<State, Request, Response> = {
      ...mergeGiven<PoolSettings<State>>(shared, asked, own),
      ...createPoolHooks(this.#adapter, this.#rules, rule),
      adapter: this.#adapter,
      name,
    };
    this.#orStop(() => resolvePoolOptions(options, SUBJECT));
    const pool = createSessionPool(options);
    pool.on("pool:closed", () => {
      this.#pools.leave(pool);
      // The event does not tell a stop from a close; what the pool refuses callers with does.
      void pool.acquire().catch((error: unknown) => this.#learn(error));
    });
    if (onPoolFailed === "close") {
      pool.on("pool:failed", ({ error }) => this.#stop("pool_failed", error));
    }
    return pool;
  }

  /** Stops the client where what `poolName` said, or failed to say, makes no pool. */
  #orStop<Result>(attempt: () => Result): Result {
    try {
      return attempt();
    } catch (error) {
      throw createEndError(this.#stop("pool_error", error));
    }
  }

  /** Stops the client if that is what the error of a closed pool says. Answers how the client has ended, if it has. */
  #learn(error: unknown): Ending | undefined {
    if (isSessionaryError(error, "ERR_POOL_STOPPED")) this.#stop(error.reason, error.cause);
    return this.#ending;
  }

  #stop(reason: string | undefined, cause: unknown): Ending {
    const known = mergeGiven<Pick<Ending, "reason" | "cause">>({ reason, cause });
    return this.#end(
      { code: "ERR_POOL_STOPPED", ...known },
      reason === undefined ? {} : { reason },
    );
  }

  /** The first end is the one that holds. */
  #end(ending: Ending, options: CloseOptions): Ending {
    if (this.#ending) return this.#ending;
    this.#ending = ending;
    this.#pools.leaveAll(() => createEndError(ending), options);
    return ending;
  }
}

type ClientUse<Request> = UseOptions<Request> & { readonly request: Request };

function useOptions<State, Request, Response>(
  request: Request,
  rule: Rule<State, Request, Response>,
  session: SessionOptions | undefined,
): ClientUse<Request> {
  const variant = session?.variant === undefined ? rule.options.variant : session.variant;
  const use = variant === undefined ? { request } : { request, variant };
  if (session === undefined) return use;
  const { enabled: _enabled, pool: _pool, ...lease } = session;
  return { ...lease, ...use };
}
