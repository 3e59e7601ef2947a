import { invalidOption } from "@sessionary/core";
import { toStorageState, type HttpIdentity } from "@sessionary/identity";
import { LeasedSession } from "../session/leased-session.ts";
import { fingerprintOf } from "./fingerprints.ts";
import type { BrowserPoolInternals, CrawlContext, PageHook } from "./internals.ts";

/** Makes every new page one of its session: with its cookies and storage, its proxy, its user agent and headers. */
export function dressPages(
  pool: BrowserPoolInternals,
  sessionOfPage: () => LeasedSession | undefined,
): void {
  for (const { library } of pool.browserPlugins) {
    if (typeof library.name === "function") continue;
    const expected = "a crawler class of Crawlee for HTTP or Playwright";
    throw invalidOption("withSessionPool", "crawler", expected, "one for Puppeteer");
  }
  const dress: PageHook = (_pageId, { launchContext }, pageOptions) => {
    const session = sessionOfPage();
    const identity = session && LeasedSession.identityOf(session);
    if (identity === undefined || pageOptions === undefined) return;
    Object.assign(pageOptions, contextOptions(identity));
    if (pool.useFingerprints !== true) return;
    const hasAgent = agentOf(identity) !== undefined;
    // With a user agent of its own a page must not be told another one by a script.
    launchContext.isFingerprintInjected = hasAgent;
    if (hasAgent) return;
    const fingerprint = fingerprintOf(identity, pool, launchContext);
    const { navigator, screen } = fingerprint.fingerprint;
    launchContext.fingerprint = fingerprint;
    pageOptions["userAgent"] = navigator.userAgent;
    pageOptions["viewport"] = { width: screen.width, height: screen.height };
  };
  // After Crawlee's own, which fills in a fingerprint, and before the user's, which have the last word.
  const own = pool.useFingerprints === true ? 1 : 0;
  pool.prePageCreateHooks = pool.prePageCreateHooks.toSpliced(own, 0, dress);
}

function contextOptions(identity: HttpIdentity): object {
  const { proxy, headers } = identity;
  const userAgent = agentOf(identity);
  const extra = Object.entries(headers).filter(([name]) => name.toLowerCase() !== "user-agent");
  return {
    storageState: toStorageState(identity),
    ...(userAgent !== undefined && { userAgent }),
    ...(extra.length > 0 && { extraHTTPHeaders: Object.fromEntries(extra) }),
    ...(proxy && {
      proxy: {
        server: String(proxy),
        ...(proxy.username !== undefined && {
          username: proxy.username,
          password: proxy.password ?? "",
        }),
      },
    }),
  };
}

function agentOf({ headers }: HttpIdentity): string | undefined {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === "user-agent")?.[1];
}

/** What the page's scripts and further requests have set after it was loaded. Crawlee takes cookies before the handler only. */
export async function keepCookies(
  { page, session, request }: CrawlContext,
  log: { debug(message: string, data?: object): void },
): Promise<void> {
  if (page === undefined || session === undefined || page.isClosed()) return;
  try {
    session.setCookies(await page.context().cookies(), request.url);
  } catch (error) {
    log.debug("The page is gone, and with it the last of its cookies.", { error });
  }
}
