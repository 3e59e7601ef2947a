import type { Browser } from "playwright-core";

/** The browser context of a session is gone: closed by somebody else, or with its browser. The session goes with it. */
export class ContextGoneError extends Error {
  override readonly name = "ContextGoneError";
  readonly code = "ERR_CONTEXT_GONE";

  readonly #browser: Browser | undefined;

  /** @param browser - the one that has died */
  constructor(message: string, browser?: Browser) {
    super(message);
    this.#browser = browser;
  }

  /** @param browser - the one that has died with it, if one has */
  static of(browser: Browser | undefined): ContextGoneError {
    return browser === undefined
      ? new ContextGoneError("the browser context has been closed")
      : new ContextGoneError("the browser has been closed, or has died", browser);
  }

  /** The browser whose death an error tells of. */
  static browserOf(error: unknown): Browser | undefined {
    return error instanceof ContextGoneError ? error.#browser : undefined;
  }
}

/** The page crashed, or was closed before its task had ended. The session has nothing to do with it. */
export class PageGoneError extends Error {
  override readonly name = "PageGoneError";
  readonly code = "ERR_PAGE_GONE";
}

/**
 * A navigation, or a request of `context.request`, that got no answer from the site. It stands for Playwright's own error, whose
 * message shows whole URLs.
 */
export class NavigationError extends Error {
  override readonly name = "NavigationError";
  readonly code = "ERR_NAVIGATION";
}
