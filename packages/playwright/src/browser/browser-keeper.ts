import { initLater, type Clock, type MaybePromise } from "@sessionary/core";
import type { Browser } from "playwright-core";
import { ContextGoneError } from "../exchange/errors.ts";
import { checkBrowser, type BrowserSource } from "../hand-over/browser-source.ts";
import { closeContext, unlessGone } from "../identity/unless-gone.ts";
import { SUBJECT } from "../subject.ts";

/** A launch that takes longer in the end does not hold a close up. Playwright's own end after 30 s. */
const LAUNCH_PATIENCE_MS = 35_000;

/** The browser of all sessions. One that was launched here is launched again when it has died, and closed in the end. */
export class BrowserKeeper {
  readonly #launch: (() => MaybePromise<Browser>) | undefined;
  #browser: Browser | undefined;
  #launching: Promise<Browser> | undefined;
  readonly #clock: Clock;
  /** Aborted when nobody gets a new browser any more. */
  readonly #ended = new AbortController();
  /** Of browsers that lost a context: whether they live. */
  readonly #probes = new WeakMap<Browser, Promise<boolean>>();
  /** Whose death an init has been blamed for. */
  readonly #mourned = new WeakSet<Browser>();

  /** @throws `ERR_INVALID_OPTION` */
  constructor(source: BrowserSource, clock: Clock) {
    this.#clock = clock;
    if (typeof source === "function") this.#launch = source;
    else {
      checkBrowser(source, SUBJECT);
      this.#browser = source;
    }
  }

  /**
   * A browser that lives.
   *
   * @throws what the launch rejects with
   */
  async get(): Promise<Browser> {
    const browser = this.#browser;
    if (browser !== undefined && (await this.#lives(browser))) return browser;
    this.#ended.signal.throwIfAborted();
    if (this.#launch === undefined) throw ContextGoneError.of(browser);
    this.#launching ??= this.#start(this.#launch).finally(() => (this.#launching = undefined));
    return unlessGone(this.#launching, { signal: this.#ended.signal });
  }

  /** Launches nothing any more: those who wait for a launch are told. */
  end(): void {
    this.#ended.abort(new ContextGoneError("the browser sessions are closed"));
  }

  /** A context was closed, and nobody knows why: the browser may be about to say that it has died. */
  suspect(browser: Browser): void {
    if (!browser.isConnected() || this.#probes.has(browser)) return;
    const probe = unlessGone(browser.newContext(), { browser }, closeContext)
      .then(closeContext)
      .then(
        () => this.#probes.delete(browser),
        () => false, // for good
      );
    this.#probes.set(browser, probe);
  }

  /** Why nothing can be done any more in a context of this browser that is closed. */
  async causeOf(browser: Browser): Promise<ContextGoneError> {
    this.suspect(browser);
    return (await this.#lives(browser))
      ? ContextGoneError.of(undefined)
      : ContextGoneError.of(browser);
  }

  /**
   * What an init throws that failed with this error. However many a dying browser has interrupted, they count as one bad init: so
   * a pool outlives its browser, and fails when every browser dies.
   */
  interrupted(error: unknown): unknown {
    const browser = ContextGoneError.browserOf(error);
    if (browser === undefined || this.#launch === undefined) return error;
    if (!this.#mourned.has(browser)) {
      this.#mourned.add(browser);
      return error;
    }
    return initLater({ retryAfterMs: 0, reason: "the browser has died" });
  }

  /** Closes what was launched here; a browser that was handed in is its owner's. */
  async close(): Promise<void> {
    this.end();
    if (this.#browser !== undefined) await this.#probes.get(this.#browser);
    if (this.#launch === undefined) return;
    await this.#launched();
    await this.#browser?.close();
  }

  /** Resolves when no browser is on its way, or only one that takes too long: that is closed when it comes. */
  #launched(): Promise<void> {
    const launching = this.#launching;
    if (launching === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.#clock.setTimeout(() => {
        void launching.then((browser) => browser.close()).catch(() => undefined);
        resolve();
      }, LAUNCH_PATIENCE_MS);
      const end = (): void => {
        this.#clock.clearTimeout(timer);
        resolve();
      };
      launching.then(end, end); // whoever asked for it is told
    });
  }

  async #lives(browser: Browser): Promise<boolean> {
    return browser.isConnected() && ((await this.#probes.get(browser)) ?? true);
  }

  async #start(launch: () => MaybePromise<Browser>): Promise<Browser> {
    const browser = await launch();
    checkBrowser(browser, SUBJECT);
    this.#browser = browser;
    return browser;
  }
}
