import { invalidOption } from "@sessionary/core";
import { CrawlerSessions } from "../create-crawlee-pool.ts";

/** Options of a crawler class made by `withSessionPool`, from within. */
export interface SessionCrawlerOptions {
  readonly sessionPool: CrawlerSessions;
  readonly useSessionPool?: unknown;
  readonly sessionPoolOptions?: unknown;
  readonly proxyConfiguration?: unknown;
  readonly launchContext?: Readonly<Record<string, unknown>>;
}

/**
 * The options for Crawlee's own class.
 *
 * @throws `ERR_INVALID_OPTION` for a pool that is none of ours, and for options that would compete with it
 */
export function crawlerOptions(
  options: SessionCrawlerOptions,
  { className, hasBrowser }: { readonly className: string; readonly hasBrowser: boolean },
): object {
  if (typeof options !== "object" || options === null) {
    throw invalidOption(className, "options", "an object with a `sessionPool`", options);
  }
  const { sessionPool, useSessionPool, launchContext, ...rest } = options;
  if (!(sessionPool instanceof CrawlerSessions)) {
    throw invalidOption(className, "sessionPool", "what createCrawleePool() returns", sessionPool);
  }
  if (useSessionPool !== undefined && useSessionPool !== true) {
    throw invalidOption(
      className,
      "useSessionPool",
      "left out beside `sessionPool`",
      useSessionPool,
    );
  }
  for (const [option, expected] of Object.entries(INSTEAD)) {
    const value: unknown = Reflect.get(rest, option);
    if (value !== undefined) throw invalidOption(className, option, expected, value);
  }
  return hasBrowser ? { ...rest, launchContext: incognito(launchContext, className) } : rest;
}

const INSTEAD = {
  sessionPoolOptions: "left out: `sessionPool` has its own, in `createCrawleePool({ pool })`",
  proxyConfiguration:
    "left out: a session keeps its proxy, see `createCrawleePool({ proxies })`, which takes a function, too",
};

/** A context for each page: cookies, proxy and user agent are those of the page's session. */
function incognito(
  launchContext: Readonly<Record<string, unknown>> = {},
  className: string,
): object {
  const { useIncognitoPages = true, experimentalContainers, userAgent } = launchContext;
  expectIncognito({ useIncognitoPages }, className);
  if (experimentalContainers !== undefined && experimentalContainers !== false) {
    const expected = "left out beside `sessionPool`";
    throw invalidOption(
      className,
      "launchContext.experimentalContainers",
      expected,
      experimentalContainers,
    );
  }
  if (userAgent !== undefined) {
    const expected = "left out: it is the session's, see `createCrawleePool({ userAgent })`";
    throw invalidOption(className, "launchContext.userAgent", expected, userAgent);
  }
  return { ...launchContext, useIncognitoPages };
}

/**
 * A class may have a launch context of its own.
 *
 * @throws `ERR_INVALID_OPTION` where pages share one context
 */
export function expectIncognito(
  launchContext: { readonly useIncognitoPages?: unknown } | undefined,
  className: string,
): void {
  const value = launchContext?.useIncognitoPages;
  if (value === true) return;
  const expected = "true or left out: each page has the cookies and the proxy of its session";
  throw invalidOption(className, "launchContext.useIncognitoPages", expected, value);
}
