import {
  createSessionClient,
  expectOptions,
  invalidOption,
  systemClock,
  type CloseOptions,
  type SessionClient,
} from "@sessionary/core";
import { createIdentityMaker } from "@sessionary/identity";
import { CrawleeAdapter } from "./adapter.ts";
import type { CrawleeResponse } from "./crawlee-response.ts";
import type { CrawleeState } from "./crawlee-state.ts";
import { defaultJudgement } from "./default-judgement.ts";
import type { CallableHttpClient } from "./http/http-client.ts";
import type { CrawleePoolOptions } from "./options.ts";
import type { CrawleeRequest } from "./request.ts";
import { SessionLoans, type LoanOptions } from "./session-loans.ts";
import { SUBJECT } from "./subject.ts";
import { wireOptions } from "./wire-options.ts";

/**
 * Sessions for crawlers. Any number of crawlers can use it, at once and one after the other; whoever made it closes
 * it.
 */
export interface CrawleePool<Extra extends object = object> extends AsyncDisposable {
  /** The pools behind it: stats, events, warming, import and export. */
  readonly sessions: SessionClient<CrawleeState<Extra>, CrawleeRequest, CrawleeResponse>;
  /**
   * The pool in the shape of Crawlee 4's `ISessionPool`: its `getSession()` leases a session, which has to be given back by
   * `release()`. For the coming version of Crawlee, and for code of yours between crawls.
   *
   * @throws `ERR_INVALID_OPTION`
   */
  asSessionPool(options?: LoanOptions): SessionLoans;
  /**
   * Closes all pools: who waits for a session is refused, requests under way have `drainTimeoutMs` to end. The same as
   * `sessions.close()`.
   *
   * @throws `ERR_INVALID_OPTION`, `ERR_STORE`
   */
  close(options?: CloseOptions): Promise<void>;
}

/** The one implementation of {@link CrawleePool}. */
export class CrawlerSessions implements CrawleePool {
  declare readonly [Symbol.asyncDispose]: () => Promise<void>;
  readonly sessions: SessionClient<CrawleeState, CrawleeRequest, CrawleeResponse>;
  #client: CallableHttpClient | undefined;

  constructor(options: CrawleePoolOptions) {
    const clock = options.pool?.clock ?? systemClock;
    const random = options.pool?.random;
    this.#client = options.httpClient;
    const makeIdentity = createIdentityMaker(options, {
      subject: SUBJECT,
      protocols: ["http", "https"],
      random: typeof random === "function" ? random : undefined,
      now: () => clock.now(),
    });
    const adapter = new CrawleeAdapter({
      makeIdentity,
      clock,
      client: () => this.#clientOrThrow(),
    });
    const wired = wireOptions(options, (outcome) => defaultJudgement(outcome, clock.now()));
    this.sessions = createSessionClient(adapter, wired);
    Object.defineProperty(this, Symbol.asyncDispose, { value: () => this.close() });
  }

  /** A crawler takes the pool: sessions are built through its HTTP client unless there is one already. */
  takenBy(client: CallableHttpClient): void {
    this.#client ??= client;
  }

  asSessionPool(options: LoanOptions = {}): SessionLoans {
    return new SessionLoans(this.sessions, options);
  }

  close(options?: CloseOptions): Promise<void> {
    return this.sessions.close(options);
  }

  #clientOrThrow(): CallableHttpClient {
    if (this.#client !== undefined) return this.#client;
    throw invalidOption(
      SUBJECT,
      "httpClient",
      "an HTTP client of Crawlee, as no crawler has taken the pool yet",
      undefined,
    );
  }
}

/**
 * Makes sessions for Crawlee's crawlers: each with cookies, a proxy and headers of its own, built by `init`, judged by `check`
 * before a request handler sees a page, and replaced when they no longer work.
 *
 * @throws `ERR_INVALID_OPTION`
 *
 * @example
 * ```ts
 * import { createCrawleePool, withSessionPool } from "@sessionary/crawlee";
 * import { CheerioCrawler } from "crawlee";
 *
 * const pool = createCrawleePool({
 *   pool: { size: 8, delayMs: 500 },
 *   proxies: ["http://user:password@proxy-1:8000", "http://user:password@proxy-2:8000"],
 *   init: { url: "https://shop.example/location", form: { zip: "04662" } },
 *   check: async ({ reading }) => (await reading.text()).includes("04662"),
 * });
 * const SessionCrawler = withSessionPool(CheerioCrawler);
 * const crawler = new SessionCrawler({
 *   sessionPool: pool,
 *   requestHandler: async ({ $, enqueueLinks }) => {
 *     console.log($("title").text());
 *     await enqueueLinks();
 *   },
 * });
 * await crawler.run(["https://shop.example/"]);
 * await pool.close();
 * ```
 */
export function createCrawleePool<Extra extends object = object, Context = unknown>(
  options: CrawleePoolOptions<Extra, Context> = {},
): CrawleePool<Extra> {
  if (typeof options !== "object" || options === null) {
    throw invalidOption(SUBJECT, "options", "an object", options);
  }
  const { httpClient } = options;
  expectOptions(SUBJECT, { httpClient }, { httpClient: aClient });
  return new CrawlerSessions(
    options as unknown as CrawleePoolOptions,
  ) as unknown as CrawleePool<Extra>;
}

function aClient(value: unknown): string | undefined {
  const { sendRequest, stream } = Object(value) as Partial<CallableHttpClient>;
  const isClient = typeof sendRequest === "function" && typeof stream === "function";
  return isClient ? undefined : "an HTTP client of Crawlee, with sendRequest() and stream()";
}
