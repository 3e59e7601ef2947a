import { aFunction, expectOptions, invalidOption, type MaybePromise } from "@sessionary/core";
import { CookieJar, type HttpIdentity } from "@sessionary/identity";
import { lenderOf, type BrowserSource } from "./browser-source.ts";
import {
  checkWithIdentityOptions,
  type BrowserVisit,
  type WithIdentityOptions,
} from "./options.ts";
import { visit } from "./visit.ts";

const SUBJECT = "withIdentity";

/**
 * Takes the identity of an HTTP session into a browser for one task, and brings back what the task has changed: cookies that are
 * new, other ones, deleted and expired ones, and storage, also when the task fails. The context is closed whatever happens.
 *
 * Give the signal of the session's task along: it ends the browser's part when the caller gives up or the session is lost.
 *
 * @throws `ERR_INVALID_OPTION`
 * @throws the signal's reason, when it aborts
 * @throws what the task throws; what Playwright does, and when the browser dies meanwhile
 *
 * @example
 * ```ts
 * import { createSessionFetch } from "@sessionary/fetch";
 * import { withIdentity } from "@sessionary/playwright";
 * import { chromium } from "playwright-core";
 *
 * const browser = await chromium.launch();
 * const fetch = createSessionFetch();
 * const total = await fetch.sessions.use(
 *   ({ session, signal }) =>
 *     withIdentity(
 *       browser,
 *       session.state,
 *       async ({ page }) => {
 *         await page.goto("https://shop.example/cart");
 *         return page.locator(".total").innerText();
 *       },
 *       { signal },
 *     ),
 *   { request: "https://shop.example/cart", key: "cart-42" },
 * );
 * ```
 */
export async function withIdentity<T>(
  browser: BrowserSource,
  identity: HttpIdentity,
  task: (visit: BrowserVisit) => MaybePromise<T>,
  options: WithIdentityOptions = {},
): Promise<T> {
  const lend = lenderOf(browser, SUBJECT);
  if (!(identity?.cookies instanceof CookieJar)) {
    throw invalidOption(SUBJECT, "identity", "an HttpIdentity, such as `session.state`", identity);
  }
  expectOptions(SUBJECT, { task: task ?? null }, { task: aFunction });
  checkWithIdentityOptions(options, SUBJECT);
  return lend(
    (lent) => visit(lent, identity, ({ page, context }) => task({ page, context }), options),
    options.signal,
  );
}
