import type { Browser, BrowserContext } from "playwright-core";
import { ContextGoneError } from "../exchange/errors.ts";
import { closeContext } from "../identity/unless-gone.ts";
import { Tabs, type PageMode } from "../tabs/tabs.ts";

/** What is to be done with a context. */
export interface LiveSettings {
  readonly pages: PageMode;
  /** Told when somebody else has closed it. */
  readonly onLost: () => void;
  /** Asked before the pages of a task are closed. */
  readonly onLeave?: (() => Promise<void>) | undefined;
}

/** An open context, and what becomes of it. */
export class LiveContext {
  readonly context: BrowserContext;
  readonly browser: Browser;
  readonly tabs: Tabs;
  #hasEnded = false;
  #closing: Promise<void> | undefined;

  constructor(browser: Browser, context: BrowserContext, { pages, onLost, onLeave }: LiveSettings) {
    this.browser = browser;
    this.context = context;
    this.tabs = new Tabs(context, pages, onLeave);
    context.once("close", () => {
      this.#hasEnded = true;
      if (this.#closing === undefined) onLost();
    });
  }

  get hasEnded(): boolean {
    return this.#hasEnded || !this.browser.isConnected();
  }

  /** Why nothing can be done in it any more. */
  get error(): ContextGoneError {
    return ContextGoneError.of(this.browser.isConnected() ? undefined : this.browser);
  }

  close(): Promise<void> {
    return (this.#closing ??= closeContext(this.context));
  }
}
