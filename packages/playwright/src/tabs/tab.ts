import type { Page } from "playwright-core";
import { closePage } from "./close-page.ts";

/** What outlasts a document, and cannot be taken back from a page. */
const LASTING = [
  "addInitScript",
  "addLocatorHandler",
  "emulateMedia",
  "exposeBinding",
  "exposeFunction",
  "routeWebSocket",
  "setDefaultNavigationTimeout",
  "setDefaultTimeout",
  "setExtraHTTPHeaders",
  "setViewportSize",
] as const;

/** Goes on in the next document. */
const COVERAGE = ["startCSSCoverage", "startJSCoverage"] as const;

/** What can be taken back, at the cost of asking the browser. */
const ROUTING = ["route", "routeFromHAR"] as const;

/** The longest that a page may take to become blank; one that takes longer is closed. */
const RESET_TIMEOUT_MS = 5_000;

/** Playwright's emitters can do more than its types say. */
interface Emitter {
  eventNames(): readonly string[];
  listeners(event: string): readonly ((...args: unknown[]) => unknown)[];
  off(event: string, listener: (...args: unknown[]) => unknown): unknown;
}

/** A page of ours. */
export class Tab {
  readonly page: Page;
  #hasCrashed = false;

  constructor(page: Page) {
    this.page = page;
    page.once("crash", () => (this.#hasCrashed = true));
  }

  get hasCrashed(): boolean {
    return this.#hasCrashed;
  }

  get isUsable(): boolean {
    return !this.#hasCrashed && !this.page.isClosed();
  }

  close(): Promise<void> {
    return closePage(this.page);
  }
}

/** A page that is used by one task after the other. */
export class KeptTab extends Tab {
  readonly #emitter: Emitter;
  readonly #listeners: ReadonlyMap<string, ReadonlySet<unknown>>;
  /** Keys and buttons that are pressed: the next task's clicks would be clicks with Shift. */
  readonly #pressed = new Set<unknown>();
  #isMarked = false;
  #isRouted = false;

  constructor(page: Page) {
    super(page);
    this.#emitter = page as unknown as Emitter;
    this.#listeners = new Map(
      this.#emitter.eventNames().map((event) => [event, new Set(this.#emitter.listeners(event))]),
    );
    this.#watch(page);
  }

  /** Whether it can be as it was. */
  override get isUsable(): boolean {
    return super.isUsable && !this.#isMarked && this.#pressed.size === 0;
  }

  /** Makes it as it was: no listener, route or document of the last task is left. */
  async reset(): Promise<void> {
    const { page } = this;
    this.#dropListeners();
    if (this.#isRouted) await page.unrouteAll({ behavior: "ignoreErrors" });
    this.#isRouted = false;
    await page.goto("about:blank", { waitUntil: "commit", timeout: RESET_TIMEOUT_MS });
  }

  #dropListeners(): void {
    for (const event of this.#emitter.eventNames()) {
      const ours = this.#listeners.get(event);
      for (const listener of this.#emitter.listeners(event)) {
        if (ours?.has(listener) !== true) this.#emitter.off(event, listener);
      }
    }
  }

  /** Notices what tasks do to the page. */
  #watch(page: Page): void {
    const mark = (): void => void (this.#isMarked = true);
    for (const name of LASTING) notice(page, name, mark);
    for (const name of COVERAGE) notice(page.coverage, name, mark);
    for (const name of ROUTING) notice(page, name, () => (this.#isRouted = true));
    const { keyboard, mouse } = page;
    notice(keyboard, "down", (key) => this.#pressed.add(key));
    notice(keyboard, "up", (key) => this.#pressed.delete(key));
    notice(mouse, "down", (options) => this.#pressed.add(buttonOf(options)));
    notice(mouse, "up", (options) => this.#pressed.delete(buttonOf(options)));
  }
}

type Button = Parameters<Page["mouse"]["down"]>[0];

function buttonOf(options: unknown): string {
  return `mouse ${(options as Button)?.button ?? "left"}`;
}

/** Has `noted` called with each call of a method, and its first argument. */
function notice<Target extends object>(
  target: Target,
  name: keyof Target & string,
  noted: (argument: unknown) => void,
): void {
  const method = target[name] as (...args: unknown[]) => unknown;
  const value = (...args: unknown[]): unknown => {
    noted(args[0]);
    return method.apply(target, args);
  };
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
}
