import type { PoolEvents, Verdict } from "@sessionary/core";
import {
  Configuration,
  log,
  LogLevel,
  type BasicCrawler,
  type CrawlingContext,
  type Request,
  type RequestOptions,
} from "crawlee";
import type { Page } from "playwright-core";
import { onTestFinished } from "vitest";
import {
  createCrawleePool,
  withSessionPool,
  type CrawleePool,
  type CrawleePoolOptions,
  type CrawlerClass,
} from "../../src/index.ts";

log.setLevel(LogLevel.OFF);

/** What a crawler writes goes nowhere; each has a storage of its own. */
export function configuration(): Configuration {
  return new Configuration({ persistStorage: false });
}

/** A pool that is closed when the test ends, and what it has told. */
export interface WatchedPool<Extra extends object = object> extends CrawleePool<Extra> {
  /** Verdicts of leases, in order. */
  readonly settled: readonly Verdict[];
  readonly reasons: readonly (string | undefined)[];
  readonly granted: number;
}

export function watchedPool<Extra extends object = object, Context = unknown>(
  options: CrawleePoolOptions<Extra, Context> = {},
): WatchedPool<Extra> {
  const pool = createCrawleePool<Extra, Context>(options);
  const told: PoolEvents["lease:settled"][] = [];
  let granted = 0;
  pool.sessions.on("lease:settled", (event) => told.push(event));
  pool.sessions.on("lease:granted", () => (granted += 1));
  onTestFinished(() => pool.close({ drainTimeoutMs: 0 }));
  const watch = {
    settled: { get: () => told.map(({ verdict }) => verdict) },
    reasons: { get: () => told.map(({ reason }) => reason) },
    granted: { get: () => granted },
  };
  return Object.defineProperties(pool, watch) as WatchedPool<Extra>;
}

/** How a crawl went. */
export interface Crawled {
  /** Addresses whose handler came to its end. */
  readonly handled: readonly string[];
  readonly failed: readonly { readonly url: string; readonly error: Error }[];
  readonly retries: number;
}

/** A crawler, as these tests use it. */
export interface Running {
  readonly crawler: BasicCrawler;
  readonly done: Promise<Crawled>;
}

/** The context of any crawler: `page` is that of a browser, `$` that of Cheerio. */
export type AnyContext = Omit<CrawlingContext, "sendRequest"> & {
  readonly page: Page;
  readonly $: (selector: string) => { text(): string };
  /** Crawlee declares it as a method, but it needs no `this`. */
  readonly sendRequest: (
    options?: object,
  ) => Promise<{ readonly statusCode: number; readonly body: string }>;
};

/** What a test says about a crawl. */
export interface CrawlOptions {
  readonly requestHandler?: (context: AnyContext) => unknown;
  readonly errorHandler?: (context: AnyContext, error: Error) => unknown;
  readonly [option: string]: unknown;
}

/** Runs a crawler of that class with a pool over some requests. */
export function crawl(
  crawlerClass: CrawlerClass,
  sessionPool: CrawleePool,
  requests: readonly (string | RequestOptions)[],
  options: CrawlOptions = {},
): Promise<Crawled> {
  return start(crawlerClass, sessionPool, requests, options).done;
}

export function start(
  crawlerClass: CrawlerClass,
  sessionPool: CrawleePool,
  requests: readonly (string | RequestOptions)[],
  { requestHandler, ...options }: CrawlOptions = {},
): Running {
  const handled: string[] = [];
  const failed: { url: string; error: Error }[] = [];
  let retries = 0;
  const SessionCrawler = withSessionPool(crawlerClass) as unknown as new (
    options: object,
    configuration: Configuration,
  ) => BasicCrawler;
  const crawler = new SessionCrawler(
    {
      // However busy this machine is.
      minConcurrency: options["maxConcurrency"] ?? 4,
      maxConcurrency: 4,
      sessionPool,
      requestHandler: async (context: AnyContext) => {
        await requestHandler?.(context);
        handled.push(context.request.url);
      },
      failedRequestHandler: ({ request }: { request: Request }, error: Error) => {
        failed.push({ url: request.url, error });
      },
      ...options,
    },
    configuration(),
  );
  const done = crawler.run(requests.length > 0 ? [...requests] : undefined).then((stats) => {
    retries = stats.retryHistogram.reduce((sum, count, times) => sum + (count ?? 0) * times, 0);
    return { handled, failed, retries };
  });
  return { crawler, done };
}

/** The addresses of some pages. */
export function products(origin: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${origin}/product/${index + 1}`);
}
