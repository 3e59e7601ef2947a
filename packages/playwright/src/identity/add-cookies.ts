import type { StorageStateCookie } from "@sessionary/identity";
import type { BrowserContext } from "playwright-core";

/**
 * Adds cookies; those that the browser would not take from a site either are left out.
 *
 * @throws what Playwright does when the browser is gone
 */
export async function addCookies(
  context: BrowserContext,
  cookies: readonly StorageStateCookie[],
): Promise<void> {
  try {
    await context.addCookies(cookies);
  } catch {
    // One bad cookie refuses them all, and the browser does not say which.
    for (const cookie of cookies) await addIfGood(context, cookie);
  }
}

async function addIfGood(context: BrowserContext, cookie: StorageStateCookie): Promise<void> {
  try {
    await context.addCookies([cookie]);
  } catch (error) {
    if (context.browser()?.isConnected() === false) throw error;
  }
}
