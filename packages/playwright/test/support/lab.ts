import { createTestSite, type TestSite, type TestSiteOptions } from "@sessionary/testkit";
import { chromiumLaunch } from "@sessionary/testkit/chromium";
import { chromium, type Browser, type BrowserServer } from "playwright-core";
import { afterAll, afterEach } from "vitest";
import {
  createBrowserSessions,
  type BrowserSessions,
  type BrowserSessionsOptions,
} from "../../src/index.ts";

/** What the tests of a file work with: one browser for all, sites and sessions for each, closed when it ends. */
export interface Lab {
  browser(): Promise<Browser>;
  site(options?: TestSiteOptions): Promise<TestSite>;
  sessions<Extra extends object = object>(
    options?: BrowserSessionsOptions<Extra>,
    browser?: Browser | (() => Promise<Browser>),
  ): Promise<BrowserSessions<Extra>>;
  /** Starts a browser of its own, as a process that can be killed. */
  mortal(): Promise<Mortal>;
  /** Launches such browsers, and keeps each to be killed. */
  launcher(): { readonly launch: () => Promise<Browser>; readonly launched: readonly Mortal[] };
}

/** A browser that dies as browsers do. */
export interface Mortal {
  readonly browser: Browser;
  readonly kill: () => Promise<void>;
}

export function createLab(): Lab {
  let launched: Promise<Browser> | undefined;
  const ends: (() => Promise<unknown>)[] = [];
  const browser = (): Promise<Browser> => (launched ??= chromium.launch(chromiumLaunch(chromium)));

  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end();
  });
  afterAll(async () => (await launched)?.close());

  const mortal = async (): Promise<Mortal> => {
    const server: BrowserServer = await chromium.launchServer(chromiumLaunch(chromium));
    const own = await chromium.connect(server.wsEndpoint());
    const kill = async (): Promise<void> => {
      const gone = own.isConnected()
        ? new Promise((resolve) => own.once("disconnected", resolve))
        : undefined;
      await server.kill();
      await gone;
    };
    ends.push(kill);
    return { browser: own, kill };
  };

  return {
    browser,
    site: async (options) => {
      const site = await createTestSite(options);
      ends.push(() => site.close());
      return site;
    },
    sessions: async (options, from) => {
      const made = createBrowserSessions(from ?? (await browser()), options);
      ends.push(() => made.close({ drainTimeoutMs: 0 }));
      return made;
    },
    mortal,
    launcher: () => {
      const mortals: Mortal[] = [];
      const launch = async (): Promise<Browser> => {
        const one = await mortal();
        mortals.push(one);
        return one.browser;
      };
      return { launch, launched: mortals };
    },
  };
}

/** What a promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("expected a rejection");
}
