import type { HttpIdentity, StorageState, StorageStateCookie } from "@sessionary/identity";
import type { Browser, BrowserContext, BrowserContextOptions } from "playwright-core";
import { addCookies } from "./add-cookies.ts";
import { contextOptionsOf } from "./context-options.ts";
import { restoringScript } from "./session-storage.ts";
import { closeContext, unlessGone } from "./unless-gone.ts";

/**
 * Opens a context that is this identity: its proxy, user agent, headers, cookies and storage. Cookies that the browser would not
 * take from a site either are left out.
 *
 * Nothing is left open when it fails, or when the signal aborts meanwhile.
 *
 * @throws `ERR_INVALID_OPTION` when `own` says something else than the identity
 * @throws the signal's reason, when it aborts
 * @throws what Playwright does, and when the browser dies meanwhile
 */
export async function openContext(
  browser: Browser,
  identity: HttpIdentity,
  own: BrowserContextOptions,
  signal?: AbortSignal,
): Promise<BrowserContext> {
  const { storageState, ...options } = contextOptionsOf(identity, own);
  const { cookies, origins } = storageState as StorageState;
  signal?.throwIfAborted();
  // Cookies are added afterwards: one that is refused would take the context with it.
  const opening = browser.newContext({ ...options, storageState: { cookies: [], origins } });
  const context = await unlessGone(opening, { browser, signal }, closeContext);
  try {
    await unlessGone(fill(context, cookies, restoringScript(identity.origins)), {
      context,
      signal,
    });
    return context;
  } catch (error) {
    await closeContext(context);
    throw error;
  }
}

async function fill(
  context: BrowserContext,
  cookies: StorageStateCookie[],
  script: string | undefined,
): Promise<void> {
  if (cookies.length > 0) await addCookies(context, cookies);
  if (script !== undefined) await context.addInitScript({ content: script });
}
