import { invalidOption } from "@sessionary/core";
import type { CrawlerInternalsClass } from "./crawler/internals.ts";
import { sessionCrawlerOf } from "./crawler/session-crawler.ts";
import type { CrawleePool } from "./create-crawlee-pool.ts";

/** A crawler class of Crawlee: `BasicCrawler`, `HttpCrawler`, `CheerioCrawler`, `JSDOMCrawler`, `PlaywrightCrawler`, or one that extends them. */
export type CrawlerClass = new (...args: never[]) => {
  run(...args: never[]): Promise<unknown>;
};

/** Options that a pool of ours takes the place of. */
type Replaced = "useSessionPool" | "sessionPoolOptions" | "proxyConfiguration";

/** The options of such a class, with a pool. */
export type SessionCrawlerOptionsOf<Crawler extends CrawlerClass> = Omit<
  NonNullable<ConstructorParameters<Crawler>[0]>,
  Replaced
> & {
  /** Where the sessions come from. The crawler leaves it open. */
  readonly sessionPool: CrawleePool;
};

/** The same class, whose crawlers take `sessionPool`. */
export type SessionCrawlerClass<Crawler extends CrawlerClass> = (new (
  options: SessionCrawlerOptionsOf<Crawler>,
  configuration?: ConstructorParameters<Crawler>[1],
) => InstanceType<Crawler>) &
  Pick<Crawler, keyof Crawler>;

/**
 * Makes a crawler class whose crawlers take their sessions from a pool of ours, by the option `sessionPool`. It is the class that was given in
 * all other respects: it can be extended, and its handlers get the `session` that they know.
 *
 * @throws `ERR_INVALID_OPTION` for what is no crawler class, and for `AdaptivePlaywrightCrawler`, whose handlers would see pages unjudged; and its constructor for a wrong `sessionPool`, for options that would compete
 *   with it (`sessionPoolOptions`, `proxyConfiguration` ...), and for crawlers with Puppeteer
 *
 * @example
 * ```ts
 * import { createCrawleePool, withSessionPool } from "@sessionary/crawlee";
 * import { PlaywrightCrawler } from "crawlee";
 *
 * await using pool = createCrawleePool({ pool: { size: 4 } });
 * const SessionCrawler = withSessionPool(PlaywrightCrawler);
 * const crawler = new SessionCrawler({
 *   sessionPool: pool,
 *   requestHandler: async ({ page, session }) => {
 *     if (await page.isVisible("#captcha")) session?.retire();
 *   },
 * });
 * await crawler.run(["https://shop.example/"]);
 * ```
 */
export function withSessionPool<Crawler extends CrawlerClass>(
  crawler: Crawler,
): SessionCrawlerClass<Crawler> {
  const prototype: unknown = typeof crawler === "function" ? crawler.prototype : undefined;
  const isCrawler = NEEDED.every(
    (name) => typeof Reflect.get(Object(prototype), name) === "function",
  );
  if (!isCrawler) {
    throw invalidOption("withSessionPool", "crawler", "a crawler class of Crawlee 3.18", crawler);
  }
  if ("runRequestHandlerWithPlainHTTP" in Object(prototype)) {
    const expected = "a crawler class that calls handlers in one way: PlaywrightCrawler, say";
    throw invalidOption("withSessionPool", "crawler", expected, "an adaptive one");
  }
  const Base = crawler as unknown as CrawlerInternalsClass;
  return sessionCrawlerOf(Base) as unknown as SessionCrawlerClass<Crawler>;
}

/** What is overridden. Another version may not have it, and would run without sessions. */
const NEEDED = [
  "_init",
  "_runTaskFunction",
  "_fetchNextRequest",
  "_runRequestHandler",
  "_requestFunctionErrorHandler",
  "_canRequestBeRetried",
  "_rotateSession",
  "_throwOnBlockedRequest",
];
