import { bodyIncludes, type SessionClient } from "@sessionary/core";
import { expectTypeOf, it } from "vitest";
import type * as Playwright from "playwright-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { createBrowserSessions, type BrowserSessions, type BrowserState } from "../src/index.ts";

declare const browser: Browser;
declare const firefox: typeof Playwright.firefox;
declare const webkit: typeof Playwright.webkit;

/** Checked, never run. */
export async function uses(): Promise<void> {
  const shop = createBrowserSessions(browser, {
    pool: { size: 2 },
    check: bodyIncludes("price"),
    profiles: [{ match: "shop.example/cart/*", check: ({ page }) => page.isVisible(".cart") }],
  });
  const price = await shop.withPage(
    async ({ page, context, session, signal, attempt, judgeBy }) => {
      expectTypeOf(page).toEqualTypeOf<Page>();
      expectTypeOf(context).toEqualTypeOf<BrowserContext>();
      expectTypeOf(session.state).toExtend<BrowserState>();
      expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
      expectTypeOf(attempt).toEqualTypeOf<number>();
      judgeBy(await context.request.get("https://shop.example/"));
      return page.locator(".price").innerText();
    },
  );
  expectTypeOf(price).toEqualTypeOf<string>();
  // @ts-expect-error there is no page in withContext
  await shop.withContext(({ page }) => page);
  // @ts-expect-error an option that is none
  await shop.withPage(() => 1, { kee: "cart" });
  expectTypeOf(
    await shop.withContext(({ context }) => context.pages().length),
  ).toEqualTypeOf<number>();

  const typed = createBrowserSessions<{ csrf: string }>(() => launchFirefox(), {
    init: async ({ page, check }) =>
      (await check()) && { csrf: (await page.getAttribute("[name=csrf]", "value")) ?? "" },
    check: ({ session, page, response }) => {
      expectTypeOf(session.state.csrf).toEqualTypeOf<string>();
      expectTypeOf(page).toEqualTypeOf<Page>();
      expectTypeOf(response.result).toEqualTypeOf<unknown>();
      return true;
    },
  });
  expectTypeOf(await typed.withPage(({ session }) => session.state.csrf)).toEqualTypeOf<string>();
  // @ts-expect-error nothing of that name was returned by init
  await typed.withPage(({ session }) => session.state.token);

  await using disposed = createBrowserSessions(() => webkit.launch());
  expectTypeOf(disposed).toExtend<BrowserSessions>();
  expectTypeOf(disposed.sessions.stats).toEqualTypeOf<SessionClient["stats"]>();
}

function launchFirefox(): Promise<Browser> {
  return firefox.launch();
}

it("is checked by the compiler", () => {
  expectTypeOf(createBrowserSessions).parameter(0).toExtend<Browser | (() => unknown)>();
});
