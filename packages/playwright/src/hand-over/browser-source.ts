import { invalidOption, type MaybePromise } from "@sessionary/core";
import type { Browser } from "playwright-core";
import { unlessGone } from "../identity/unless-gone.ts";

/**
 * A browser: one of yours, which is left running, or a function that launches one. A launched browser is shared by whoever needs it
 * at the same time, and closed when nobody does.
 *
 * @example () => chromium.launch({ headless: true })
 */
export type BrowserSource = Browser | (() => MaybePromise<Browser>);

/** Runs a task with a browser. */
export type BrowserLender = <T>(
  task: (browser: Browser) => Promise<T>,
  signal: AbortSignal | undefined,
) => Promise<T>;

/**
 * Lends the browser of a source, to several tasks at the same time.
 *
 * @throws `ERR_INVALID_OPTION` for what is no source
 */
export function lenderOf(source: BrowserSource, subject: string): BrowserLender {
  if (typeof source === "function") {
    const shared = new SharedBrowser(source, subject);
    return (task, signal) => shared.lend(task, signal);
  }
  checkBrowser(source, subject);
  return (task) => task(source);
}

class SharedBrowser {
  readonly #launch: () => MaybePromise<Browser>;
  readonly #subject: string;
  #launched: Promise<Browser> | undefined;
  #borrowers = 0;

  constructor(launch: () => MaybePromise<Browser>, subject: string) {
    this.#launch = launch;
    this.#subject = subject;
  }

  async lend<T>(
    task: (browser: Browser) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    this.#borrowers += 1;
    try {
      return await task(await unlessGone(this.#browser(), { signal }));
    } finally {
      this.#borrowers -= 1;
      if (this.#borrowers === 0) await this.#close();
    }
  }

  /** One that has died is not the one any more: whoever comes now gets another. */
  #browser(): Promise<Browser> {
    if (this.#launched !== undefined) return this.#launched;
    const launched = this.#start();
    const forget = (): void => {
      if (this.#launched === launched) this.#launched = undefined;
    };
    this.#launched = launched;
    launched.then((browser) => browser.once("disconnected", forget), forget);
    return launched;
  }

  async #start(): Promise<Browser> {
    const browser = await this.#launch();
    checkBrowser(browser, this.#subject);
    return browser;
  }

  async #close(): Promise<void> {
    const launched = this.#launched;
    this.#launched = undefined;
    // What could not be launched need not be closed.
    const browser = await launched?.catch(() => undefined);
    await browser?.close();
  }
}

/** @throws `ERR_INVALID_OPTION` for what is no browser */
export function checkBrowser(browser: unknown, subject: string): void {
  const isBrowser =
    typeof browser === "object" &&
    browser !== null &&
    typeof Reflect.get(browser, "newContext") === "function" &&
    typeof Reflect.get(browser, "isConnected") === "function";
  if (isBrowser) return;
  const expected = "a Browser of Playwright's, or a function that launches one";
  throw invalidOption(subject, "browser", expected, browser);
}
