import {
  createSessionClient,
  invalidOption,
  isSessionaryError,
  type CloseOptions,
} from "@sessionary/core";
import type { Browser } from "playwright-core";
import { BrowserAdapter } from "./adapter.ts";
import type { BrowserSessionClient, BrowserSessions, TaskOptions } from "./browser-sessions.ts";
import { BrowserKeeper } from "./browser/browser-keeper.ts";
import type { BrowserSource } from "./hand-over/browser-source.ts";
import type { BrowserSessionsOptions } from "./options.ts";
import { toRequest, track, type BrowserRequest } from "./request.ts";
import { resolveAdapterOptions } from "./resolve-options.ts";
import { SUBJECT } from "./subject.ts";
import { wireOptions } from "./wire-options.ts";

/**
 * Makes sessions of browser contexts: each with cookies, storage, a proxy and a user agent of its own, built by `init`, judged by
 * `check`, and replaced when it no longer works.
 *
 * @param browser - a browser of yours, which stays open; or a function that launches one, which is called when one is needed: at the
 *   first task, and after the last one has died
 * @throws `ERR_INVALID_OPTION`
 *
 * @example
 * ```ts
 * import { createBrowserSessions } from "@sessionary/playwright";
 * import { chromium } from "playwright-core";
 *
 * await using shop = createBrowserSessions(() => chromium.launch(), {
 *   pool: { size: 4 },
 *   proxies: ["http://user:password@proxy-1:8000", "http://user:password@proxy-2:8000"],
 *   init: async ({ page }) => {
 *     await page.goto("https://shop.example/location");
 *     await page.getByLabel("Zip code").fill("04662");
 *     await page.getByRole("button", { name: "Set" }).click();
 *   },
 *   check: async ({ page }) => (await page.locator(".zip").textContent()) === "04662",
 * });
 * const price = await shop.withPage(async ({ page }) => {
 *   await page.goto("https://shop.example/p/1");
 *   return page.locator(".price").innerText();
 * });
 * ```
 */
export function createBrowserSessions<Extra extends object = object>(
  browser: BrowserSource,
  options: BrowserSessionsOptions<Extra> = {},
): BrowserSessions<Extra> {
  if (typeof options !== "object" || options === null) {
    throw invalidOption(SUBJECT, "options", "an object", options);
  }
  const { proxies, headers, userAgent, context, pages, capture, ...rest } =
    options as unknown as BrowserSessionsOptions;
  const { pool, pools } = rest;
  const own = { proxies, headers, userAgent, context, pages, capture, pool, pools };
  const resolved = resolveAdapterOptions(own as BrowserSessionsOptions);
  const keeper = new BrowserKeeper(browser, resolved.clock);
  const adapter = new BrowserAdapter({ ...resolved, browser: keeper });
  const interrupted = async (dead: Browser): Promise<unknown> =>
    keeper.interrupted(await keeper.causeOf(dead));
  const client = createSessionClient(adapter, wireOptions(rest, { interrupted }));

  adapter.onLost = (id, state) => {
    for (const each of client.pools()) {
      // Should the store fail, the next task of that session finds out.
      if (each.get(id)?.state === state) each.retire(id, "context closed").catch(() => undefined);
    }
  };

  const run = async (
    kind: BrowserRequest["kind"],
    task: unknown,
    { url, ...session }: TaskOptions = {},
  ): Promise<unknown> => {
    if (typeof task !== "function") throw invalidOption(SUBJECT, "task", "a function", task);
    const request = { kind, task, ...(url === undefined ? {} : { url: String(url) }) };
    const response = await client.send(track(request as BrowserRequest), session);
    await response.release();
    if (response.end.kind === "error") throw response.end.error;
    return response.end.result;
  };

  let ending: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    keeper.end();
    await adapter.end();
    await keeper.close();
  };
  const close = async (settings?: CloseOptions): Promise<void> => {
    try {
      await client.close(settings);
    } catch (error) {
      if (!isSessionaryError(error, "ERR_INVALID_OPTION")) await (ending ??= end());
      throw error;
    }
    await (ending ??= end());
  };

  const sessions: BrowserSessionClient = {
    send: async (request, session) => {
      const response = await client.send(track(request), session);
      await response.release();
      return response;
    },
    use: (task, { request, ...session }) =>
      client.use(
        async (lease) => {
          await adapter.ready(lease.session, lease.signal);
          return task(lease);
        },
        { ...session, request: toRequest(request) },
      ),
    open: (name) => client.open(name),
    pool: (name) => client.pool(name),
    pools: () => client.pools(),
    stats: () => client.stats(),
    on: (event, listener) => client.on(event, listener),
    close,
    [Symbol.asyncDispose]: () => close(),
  };
  const made: BrowserSessions = {
    withPage: (task, session) => run("page", task, session) as Promise<never>,
    withContext: (task, session) => run("context", task, session) as Promise<never>,
    sessions,
    close,
    [Symbol.asyncDispose]: () => close(),
  };
  return made as unknown as BrowserSessions<Extra>;
}
