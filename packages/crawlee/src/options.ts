import type {
  ClientOptions,
  Exchange,
  InitContext,
  Judgement,
  MaybePromise,
  OpenContext,
  Outcome,
  Profile,
  RequestOptions,
} from "@sessionary/core";
import type { HttpIdentity, IdentitySourceOptions } from "@sessionary/identity";
import type { CrawleeResponse } from "./crawlee-response.ts";
import type { CrawleeState } from "./crawlee-state.ts";
import type { HttpClient } from "./http/http-client.ts";
import type { CrawleeRequest } from "./request.ts";

/** One response of a crawl, or of an `init`, for a checker to judge. Checkers on `reading` work with every adapter. */
export interface CrawleeExchange<Extra extends object = object, Context = unknown> extends Exchange<
  CrawleeResponse<Context>,
  CrawleeRequest,
  CrawleeState<Extra>
> {
  /** The crawling context: `$` of a CheerioCrawler, `body`, `json` ...; `undefined` in an `init`. */
  readonly context?: Context | undefined;
  /** The page of a PlaywrightCrawler; `undefined` in an `init`, and for crawlers without a browser. */
  readonly page?: PageOf<Context> | undefined;
}

/** The `page` of a crawling context. */
export type PageOf<Context> = Context extends { readonly page: infer Page } ? Page : unknown;

/** Judges a response before the request handler sees it: is this session still good? */
export type CrawleeCheck<Extra extends object = object, Context = unknown> = (
  exchange: CrawleeExchange<Extra, Context>,
) => MaybePromise<Judgement>;

/** Judges every outcome, response or error, before anybody else. */
export type CrawleeClassify<Extra extends object = object, Context = unknown> = (
  outcome: Outcome<CrawleeResponse<Context>, CrawleeRequest, CrawleeState<Extra>>,
) => MaybePromise<Judgement | undefined>;

/** What an `init` function knows and can do. */
export interface CrawleeInitContext extends Omit<
  InitContext<HttpIdentity, CrawleeRequest, CrawleeResponse<never>>,
  "send"
> {
  /**
   * Sends a request through the session being built, with its cookies, its proxy, its headers, by the crawler's HTTP client. A
   * relative URL is relative to that of the request the session is built for.
   */
  readonly send: (request: string | CrawleeRequest) => Promise<CrawleeResponse<never>>;
}

/**
 * Makes a session ready. What it returns is added to the session's state; `false` gives this session up.
 *
 * @example
 * ```ts
 * import { createCrawleePool } from "@sessionary/crawlee";
 *
 * const pool = createCrawleePool({
 *   init: async ({ send, check }) => {
 *     const form = await (await send("/location")).text();
 *     const csrf = /name="csrf" value="([^"]+)"/.exec(form)?.[1] ?? "";
 *     return (await check(await send({ url: "/location", form: { csrf, zip: "04662" } }))) && { csrf };
 *   },
 * });
 * await pool.close();
 * ```
 */
export type CrawleeInit<Extra extends object = object> = (
  context: CrawleeInitContext,
) => MaybePromise<Extra | undefined | void | false>;

/** What can be said for all requests, and again, in a profile, for some. */
export interface CrawleeRequestOptions<
  Extra extends object = object,
  Context = unknown,
> extends Omit<
  RequestOptions<CrawleeState<Extra>, CrawleeRequest, CrawleeResponse<Context>>,
  "init" | "check" | "classify" | "prepare"
> {
  /**
   * Makes a session ready: a request that is sent through it, whose response is then classified and checked, or a function for
   * more than one. A relative URL is relative to that of the request the session is built for.
   *
   * @example { url: "https://shop.example/location", form: { zip: "04662" } }
   */
  readonly init?: CrawleeInit<Extra> | string | CrawleeRequest;
  /** Judges responses that are `ok` so far, before the request handler sees them. */
  readonly check?: CrawleeCheck<Extra, Context>;
  /** Judges every outcome before the rules for statuses and errors do; `undefined` passes it on. */
  readonly classify?: CrawleeClassify<Extra, Context>;
}

/** Options for the requests that match. */
export interface CrawleeProfile<Extra extends object = object, Context = unknown>
  extends
    CrawleeRequestOptions<Extra, Context>,
    Pick<Profile<CrawleeState<Extra>, CrawleeRequest>, "match" | "priority"> {}

/** Options of {@link createCrawleePool}. */
export interface CrawleePoolOptions<Extra extends object = object, Context = unknown>
  extends
    CrawleeRequestOptions<Extra, Context>,
    IdentitySourceOptions<OpenContext>,
    Pick<
      ClientOptions<CrawleeState<Extra>, CrawleeRequest>,
      "store" | "pool" | "pools" | "poolIdleMs" | "maxPools" | "onPoolFailed"
    > {
  /** Options for some requests. The most specific match wins, then the highest `priority`. */
  readonly profiles?: readonly CrawleeProfile<Extra, Context>[];
  /**
   * The client that `send` of an `init` uses, such as `new GotScrapingHttpClient()`.
   *
   * @default that of the first crawler that takes the pool
   */
  readonly httpClient?: HttpClient;
}
