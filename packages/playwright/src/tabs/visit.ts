import type { Page } from "playwright-core";
import type { Navigation, Navigations } from "../exchange/navigations.ts";
import type { Tab } from "./tab.ts";

/** Where a visit is given back. */
export interface VisitHome {
  readonly navigations: Navigations;
  /** Whether any page of the visit may be used again. */
  leave(visit: Visit, mayReuse: boolean): Promise<void>;
}

/** One task's stay in a context: the page it was given, and those that it opened. */
export class Visit {
  /** The page that it was given. */
  tab: Tab | undefined;
  /** Pages that came while it lasted, closed ones included. */
  readonly opened: Set<Page> = new Set();
  /** What is still to do when it has ended. */
  afterwards: (() => Promise<void>) | undefined;
  readonly #home: VisitHome;
  #leaving: Promise<void> | undefined;

  constructor(home: VisitHome) {
    this.#home = home;
  }

  /** The page to be judged: its own, or the one that it opened and that navigated last. */
  get page(): Page | undefined {
    if (this.tab !== undefined) return this.tab.page;
    return [...this.opened].sort((a, b) => this.#orderOf(a) - this.#orderOf(b)).at(-1);
  }

  /** What that page was last asked to show. */
  get navigation(): Navigation | undefined {
    const { page } = this;
    return page && this.#home.navigations.of(page);
  }

  /**
   * Gives its page back, and closes the others. Resolves when they are closed; a page that is kept is reset afterwards.
   *
   * @param mayReuse - `false` after a task that was cut off, and may go on
   */
  end(mayReuse = true): Promise<void> {
    return (this.#leaving ??= this.#home.leave(this, mayReuse).then(this.afterwards));
  }

  #orderOf(page: Page): number {
    return this.#home.navigations.of(page)?.order ?? 0;
  }
}
