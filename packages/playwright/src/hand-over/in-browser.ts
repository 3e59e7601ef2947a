import { aFunction, expectOptions, type MaybePromise } from "@sessionary/core";
import type { HttpIdentity } from "@sessionary/identity";
import { lenderOf, type BrowserSource } from "./browser-source.ts";
import { checkHandOverOptions, type BrowserVisit, type HandOverOptions } from "./options.ts";
import type { SharedCookies } from "./shared-cookies.ts";
import { visit } from "./visit.ts";

const SUBJECT = "inBrowser";

/** What is needed of the context of an adapter's `init`. Those of `@sessionary/fetch` and `@sessionary/axios` have it. */
export interface HttpInitContext {
  /** The identity being built; what the browser comes to goes into it. */
  readonly state: HttpIdentity;
  /** Closes the browser's context. */
  readonly signal: AbortSignal;
}

/**
 * What makes a session ready in a browser: a login, a JavaScript challenge. It gets a page beside all that the adapter's own `init`
 * gets; `false` gives the session up, and what else it returns is the adapter's to take.
 *
 * `send` goes over HTTP, with the cookies that the browser has by then; those that its answer sets are the browser's too.
 */
export type BrowserScript<Context extends HttpInitContext, Result> = (
  context: Context & BrowserVisit,
) => MaybePromise<Result>;

/**
 * An `init` for sessions that are built in a browser and used over HTTP, by `createSessionFetch` or by `withSessions` of axios. For
 * each session it opens a context with that session's proxy, user agent, headers and cookies, runs the script there, and takes
 * cookies and storage back into the session. The context is closed whatever happens, and at once when the init is given up.
 *
 * Sessions without a user agent get the browser's own, so that both sides are the same to the site.
 *
 * @throws `ERR_INVALID_OPTION`
 *
 * @example
 * ```ts
 * import { createSessionFetch } from "@sessionary/fetch";
 * import { inBrowser } from "@sessionary/playwright";
 * import { chromium } from "playwright-core";
 *
 * const fetch = createSessionFetch({
 *   pool: { size: 4 },
 *   proxies: ["http://user:password@proxy-1:8000", "http://user:password@proxy-2:8000"],
 *   init: inBrowser(() => chromium.launch(), async ({ page, send, check }) => {
 *     await page.goto("https://shop.example/"); // a page with a challenge
 *     await page.waitForSelector(".products");
 *     await check(await send("https://shop.example/p/1")); // does it let us in without a browser?
 *   }),
 * });
 * ```
 */
export function inBrowser<Context extends HttpInitContext, Result>(
  browser: BrowserSource,
  script: BrowserScript<Context, Result>,
  options: HandOverOptions = {},
): (context: Context) => Promise<Result> {
  const lend = lenderOf(browser, SUBJECT);
  expectOptions(SUBJECT, { script: script ?? null }, { script: aFunction });
  checkHandOverOptions(options, SUBJECT);
  return async (init) => {
    const { state, signal } = init;
    return lend(
      (lent) =>
        visit(
          lent,
          state,
          ({ cookies, ...visiting }) => script({ ...sending(init, cookies), ...visiting }),
          { ...options, signal },
        ),
      signal,
    );
  };
}

/** What adapters and the engine say in the context of an init; getters of a class among them, which a spread would miss. */
const KNOWN = ["id", "slot", "request", "variant", "attempt", "signal", "state", "check"] as const;

/** The context of an adapter's init, whose `send` keeps the two sides alike. */
function sending<Context extends HttpInitContext>(init: Context, cookies: SharedCookies): Context {
  const known = KNOWN.filter((key) => key in init).map((key) => [key, Reflect.get(init, key)]);
  const context: Context = { ...init, ...Object.fromEntries(known) };
  const send: unknown = Reflect.get(init, "send");
  if (typeof send !== "function") return context;
  return {
    ...context,
    send: async (...args: unknown[]): Promise<unknown> => {
      await cookies.toJar();
      return cookies.toBrowser(async () => send(...args) as unknown);
    },
  };
}
