import type { BrowserContext, Page } from "playwright-core";
import type { OriginState, SessionStorageItems } from "./origins.ts";

/** In the page; as text, since compilers add helpers to functions that no page knows. */
const READ = `(() => {
  try {
    const items = Object.entries(sessionStorage).map(([name, value]) => ({ name, value }));
    return { origin: location.origin, items };
  } catch {
    return undefined; // no origin, no storage
  }
})()`;

/** What the open pages of a context keep, by origin; of several pages of one origin the first that keeps something. */
export async function readSessionStorage(
  context: BrowserContext,
): Promise<ReadonlyMap<string, SessionStorageItems>> {
  const found = new Map<string, SessionStorageItems>();
  const pages = await Promise.all(context.pages().map(readPage));
  for (const page of pages) {
    if (page === undefined || page.origin === "null") continue;
    if ((found.get(page.origin)?.length ?? 0) === 0) found.set(page.origin, page.items);
  }
  return found;
}

/**
 * The script that restores it: into a tab that keeps nothing yet for its origin, before the site's own scripts. `undefined` when
 * there is nothing to restore.
 */
export function restoringScript(origins: readonly OriginState[]): string | undefined {
  const kept = origins.flatMap(({ origin, sessionStorage = [] }) =>
    sessionStorage.length === 0 ? [] : [[origin, sessionStorage] as const],
  );
  if (kept.length === 0) return undefined;
  return `(() => {
  const items = new Map(${JSON.stringify(kept)}).get(location.origin);
  if (items === undefined || window !== window.top || sessionStorage.length > 0) return;
  for (const { name, value } of items) sessionStorage.setItem(name, value);
})()`;
}

/** Pages that crash or close have nothing more to say; one that navigates is asked again on its next document. */
async function readPage(
  page: Page,
): Promise<{ origin: string; items: SessionStorageItems } | undefined> {
  while (!page.isClosed()) {
    try {
      return await page.evaluate<{ origin: string; items: SessionStorageItems } | undefined>(READ);
    } catch (error) {
      if (page.isClosed() || /crashed/i.test(String(error))) return undefined;
      if (!/context was destroyed|navigat/i.test(String(error))) throw error;
      await page.waitForLoadState("domcontentloaded");
    }
  }
  return undefined;
}
