import type { Page } from "playwright-core";
import { unlessGone } from "../identity/unless-gone.ts";

/** Resolves when the page is closed, whoever closes it. One that cannot be closed goes with its context. */
export async function closePage(page: Page): Promise<void> {
  if (page.isClosed()) return;
  await unlessGone(page.close(), { context: page.context() }).catch(() => undefined);
}
