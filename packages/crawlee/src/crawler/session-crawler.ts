import { responseOfContext } from "../crawlee-response.ts";
import type { CrawlerSessions } from "../create-crawlee-pool.ts";
import { isProxyFault, isTelling } from "../default-judgement.ts";
import { Errand } from "../errand/errand.ts";
import { IDEMPOTENT } from "../idempotent.ts";
import { SessionHttpClient } from "../http/session-http-client.ts";
import { LeasedSession } from "../session/leased-session.ts";
import { dressPages, keepCookies } from "./browser.ts";
import { crawlerOptions, expectIncognito, type SessionCrawlerOptions } from "./crawler-options.ts";
import type {
  CrawlContext,
  CrawlRequest,
  CrawlerInternals,
  CrawlerInternalsClass,
  RequestSource,
} from "./internals.ts";
import { keepLocked } from "./request-lock.ts";
import { isSessionError, retryBudget } from "./retrying.ts";
import { SessionPoolFace } from "./session-pool-face.ts";

/** A crawler class that takes its sessions from one of our pools. */
export function sessionCrawlerOf(Base: CrawlerInternalsClass): CrawlerInternalsClass {
  const hasBrowser = typeof Base.prototype._handleNavigationTimeout === "function";
  class SessionCrawler extends Base {
    readonly #pool: CrawlerSessions;
    readonly #errands = new Set<Errand>();
    /** Why the session of an errand is to blame, as Crawlee was told by the network. */
    readonly #proxyFaults = new WeakMap<Errand, Error>();

    constructor(options: SessionCrawlerOptions, configuration?: unknown) {
      super(crawlerOptions(options, { className: Base.name, hasBrowser }), configuration);
      this.#pool = options.sessionPool;
      this.#pool.takenBy(this.httpClient);
      this.httpClient = new SessionHttpClient(this.httpClient, (token) =>
        LeasedSession.identityOf(token),
      );
      if (this.browserPool !== undefined) {
        expectIncognito(this.launchContext, Base.name);
        dressPages(this.browserPool, () => Errand.of(this)?.session);
        this.userProvidedRequestHandler = this.#judged(this.userProvidedRequestHandler);
      } else {
        this.requestHandler = this.#judged(this.requestHandler);
      }
    }

    /** Crawlee's own would open its own pool, with a store of its own. */
    override async _init(): Promise<void> {
      this.useSessionPool = false;
      try {
        await super._init();
      } finally {
        this.useSessionPool = true;
      }
      this.sessionPool = new SessionPoolFace(this);
    }

    /**
     * Gets the request, then a session for it, and then lets Crawlee run: waiting for a session knows the request, takes as long as
     * the pool says, and is no error of the crawler's.
     */
    override _runTaskFunction(): Promise<void> {
      return Errand.outside(() => this.#runTask());
    }

    async #runTask(): Promise<void> {
      const source = this.requestManager;
      if (source === undefined) return super._runTaskFunction();
      const request = await this._timeoutAndRetry(
        () => this._fetchNextRequest(),
        this.internalTimeoutMillis,
        `Fetching next request timed out after ${this.internalTimeoutMillis / 1e3} seconds.`,
      );
      if (request === null || this.delayRequest(request, source)) return undefined;
      const errand = new Errand(this, request);
      this.#errands.add(errand);
      try {
        return await errand.run(() => this.#runErrand(errand, source));
      } finally {
        await errand.finish();
        this.#errands.delete(errand);
      }
    }

    async #runErrand(errand: Errand, source: RequestSource): Promise<void> {
      const unlock = keepLocked(errand.request, source);
      try {
        await errand.begin(this.#pool.sessions);
      } finally {
        await unlock();
      }
      if (errand.hasStoppedWaiting) {
        await source.reclaimRequest(errand.request);
        return;
      }
      await this.#runWith(source);
    }

    /** Crawlee's own looks, before it does anything else, where requests come from: meanwhile that may be another place. */
    #runWith(source: RequestSource): Promise<void> {
      const now = this.requestManager;
      this.requestManager = source;
      const running = super._runTaskFunction();
      this.requestManager = now;
      return running;
    }

    /** What an errand has at hand is not waited for: no time-outs for that. */
    override _timeoutAndRetry<T>(
      ask: () => Promise<T>,
      ...limits: [timeoutMs: number, message: string]
    ): Promise<T> {
      const isAtHand = Errand.of(this)?.isUsed === false;
      return isAtHand ? ask() : super._timeoutAndRetry(ask, ...limits);
    }

    /** Crawlee merges cookies in a jar that it makes for each request. There is nothing to merge unless somebody gave some. */
    override _applyCookies(...args: Parameters<NonNullable<CrawlerInternals["_applyCookies"]>>) {
      const [{ session, request }, options, before, after] = args;
      const fields = Object.keys(options.headers ?? {});
      const isSimple =
        !hasBrowser &&
        session !== undefined &&
        `${before}${after}` === "" &&
        !fields.some((name) => name.toLowerCase() === "cookie");
      if (!isSimple) return super._applyCookies?.(...args);
      const cookies = session.getCookieString(request.url);
      if (cookies !== "") options.headers = { ...options.headers, Cookie: cookies };
      return undefined;
    }

    override _fetchNextRequest(): Promise<CrawlRequest | null> {
      const errand = Errand.of(this);
      if (errand === undefined) return super._fetchNextRequest();
      return Promise.resolve(errand.request as CrawlRequest);
    }

    override delayRequest(request: CrawlRequest, source: RequestSource): boolean {
      return Errand.of(this) === undefined && super.delayRequest(request, source);
    }

    override async _runRequestHandler(context: CrawlContext): Promise<void> {
      const errand = Errand.of(this);
      if (errand?.failure !== undefined) throw errand.failure.error;
      errand?.use();
      const proxyInfo = errand?.session.proxyInfo;
      if (proxyInfo !== undefined) context.proxyInfo = proxyInfo;
      await super._runRequestHandler(context);
    }

    /** Statuses are judged with the rest of the response, before the handler. */
    override _throwOnBlockedRequest(): void {}

    /** A time-out is no ban. */
    override _handleRequestTimeout(): void {
      super._handleRequestTimeout?.();
    }

    override async _handleNavigationTimeout(context: CrawlContext, error: Error): Promise<void> {
      const { session: _, ...rest } = context;
      await super._handleNavigationTimeout?.(rest, error);
    }

    /** A connection that fails is the proxy's fault only where there is a proxy. */
    override isProxyError(error: Error): boolean {
      const errand = Errand.of(this);
      if (errand === undefined) return super.isProxyError(error);
      const state = LeasedSession.identityOf(errand.session);
      if (state === undefined || !isProxyFault(error, state)) return false;
      this.#proxyFaults.set(errand, error);
      return true;
    }

    override async _requestFunctionErrorHandler(
      error: Error,
      context: CrawlContext,
      source: RequestSource,
    ): Promise<void> {
      const errand = Errand.of(this);
      const { request } = context;
      if (retryBudget(error) === "rotations")
        request.sessionRotationCount = (request.sessionRotationCount ?? 0) + 1;
      try {
        await super._requestFunctionErrorHandler(error, context, source);
      } finally {
        if (errand !== undefined) await this.#failed(errand, error, context);
      }
    }

    /** The error handlers have had their say: what comes now is Crawlee's bookkeeping, which marks every failed request as bad. */
    async #failed(errand: Errand, error: Error, context: CrawlContext): Promise<void> {
      const proxyFault = this.#proxyFaults.get(errand);
      const response = responseOfContext(context);
      const isJudgedByStatus = response !== undefined && isTelling(response);
      // `retryOnBlocked` throws one for statuses of which we know more.
      const isOwnGuess = isJudgedByStatus && this.retryOnBlocked === true;
      if (proxyFault === undefined && !isOwnGuess && isSessionError(error)) errand.session.retire();
      errand.seal();
      const why = proxyFault ?? error;
      await errand.finish(isJudgedByStatus ? { response } : { error: why });
    }

    override _canRequestBeRetried(request: CrawlRequest, error: Error): boolean {
      const budget = retryBudget(error);
      if (budget === "retries") return super._canRequestBeRetried(request, error);
      if (budget === "none" || request.noRetry === true) return false;
      return (request.sessionRotationCount ?? 0) <= this.maxSessionRotations;
    }

    /** Counts; what becomes of the session is said when the request has failed. */
    override async _rotateSession({ request }: CrawlContext): Promise<void> {
      request.sessionRotationCount = (request.sessionRotationCount ?? 0) + 1;
    }

    override async _cleanupContext(context: CrawlContext): Promise<void> {
      if (this.persistCookiesPerSession === true) await keepCookies(context, this.log);
      await super._cleanupContext(context);
    }

    /** Requests that wait for a session go back to the queue. */
    override stop(reason?: string): void {
      super.stop(reason);
      for (const errand of this.#errands) errand.stopWaiting();
    }

    override async teardown(): Promise<void> {
      // What still runs now has been given up by Crawlee, and nobody will wait for it.
      await Promise.all([...this.#errands].map((errand) => errand.abandon()));
      await super.teardown();
    }

    /** A handler that sees only what the pool has judged good; with its properties, of which a router has some. */
    #judged<Handler extends CrawlerInternals["requestHandler"]>(
      handler: Handler | undefined,
    ): Handler {
      return new Proxy(handler as Handler, {
        apply: (target, self, [context, ...rest]: [CrawlContext, ...unknown[]]) =>
          this.#handle(async () => Reflect.apply(target, self, [context, ...rest]), context),
      });
    }

    async #handle(handle: () => Promise<unknown>, context: CrawlContext): Promise<unknown> {
      const errand = Errand.of(this);
      if (errand === undefined) return handle();
      const response = responseOfContext(context);
      if (response !== undefined && (await errand.judge(response)) === "repeat") {
        const { method = "GET" } = context.request;
        const error = new Error(`Status ${response.status} was judged inconclusive.`);
        if (IDEMPOTENT.has(method) && this._canRequestBeRetried(context.request, error))
          throw error;
      }
      return errand.whileLeased(handle());
    }
  }
  // Crawlee logs in the name of the class.
  Object.defineProperty(SessionCrawler, "name", { value: Base.name });
  return SessionCrawler as unknown as CrawlerInternalsClass;
}
