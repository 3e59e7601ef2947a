import { chromiumLaunch } from "@sessionary/testkit/chromium";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";

/** A browser for all tests of a file. At its end no context is left in it. */
export function useBrowser(): () => Browser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    const left = browser?.contexts().length;
    await browser?.close();
    expect(left).toBe(0);
  });
  return () => {
    if (browser === undefined) throw new Error("useBrowser: before a test");
    return browser;
  };
}

export function launch(): Promise<Browser> {
  return chromium.launch(chromiumLaunch(chromium));
}

/** Kills a browser as a bug in it would; resolves when that is known. */
export async function crash(browser: Browser): Promise<void> {
  const kill = await crashable(browser);
  await kill();
}

/** Prepares that, so that what is asked of the browser right after it is never answered. */
export async function crashable(browser: Browser): Promise<() => Promise<void>> {
  const session = await browser.newBrowserCDPSession();
  return () => {
    const gone = new Promise<void>((resolve) => browser.once("disconnected", () => resolve()));
    // It never answers.
    session.send("Browser.crash").catch(() => undefined);
    return gone;
  };
}

/** Resolves when the next context of a browser has closed. */
export function nextContextClosed(browser: Browser): Promise<void> {
  return new Promise((resolve) => {
    browser.once("context", (context) => {
      context.once("close", () => resolve());
    });
  });
}
