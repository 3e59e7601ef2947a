import type { StorageState } from "@sessionary/identity";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "@playwright/test";
import { withoutSessionStorage } from "../identity/origins.ts";
import { restoringScript } from "../identity/session-storage.ts";
import { closeContext, unlessGone } from "../identity/unless-gone.ts";

/** Where and how the contexts of one test are opened. */
export interface Surroundings {
  readonly browser: Browser;
  readonly options: BrowserContextOptions;
  /** Milliseconds; 0 for none of the user's. */
  readonly actionTimeout: number;
  readonly navigationTimeout: number;
}

/** Less than an init may take: what hangs in it is to say so itself. */
const ACTION_TIMEOUT_MS = 10_000;
const NAVIGATION_TIMEOUT_MS = 20_000;

/** Runs a task on a page of a context of its own, beside that of the test. Nothing is left open. */
export async function inAccountContext<T>(
  { browser, options, actionTimeout, navigationTimeout }: Surroundings,
  state: StorageState | undefined,
  signal: AbortSignal,
  task: (page: Page, context: BrowserContext) => Promise<T>,
): Promise<T> {
  const storageState = state && withoutSessionStorage(state);
  const opening = browser.newContext({ ...options, ...(storageState && { storageState }) });
  const context = await unlessGone(opening, { browser, signal }, closeContext);
  context.setDefaultTimeout(actionTimeout || ACTION_TIMEOUT_MS);
  context.setDefaultNavigationTimeout(navigationTimeout || NAVIGATION_TIMEOUT_MS);
  const ends = { context, signal };
  try {
    if (state !== undefined) await unlessGone(restoreSessionStorage(context, state), ends);
    const page = await unlessGone(context.newPage(), ends);
    return await unlessGone(task(page, context), ends);
  } finally {
    await closeContext(context);
  }
}

/** What `newContext` does not restore. */
export async function restoreSessionStorage(
  context: BrowserContext,
  { origins }: StorageState,
): Promise<void> {
  const script = restoringScript(origins);
  if (script !== undefined) await context.addInitScript({ content: script });
}
