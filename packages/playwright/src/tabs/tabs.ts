import type { BrowserContext, Page } from "playwright-core";
import { Navigations } from "../exchange/navigations.ts";
import { unlessGone } from "../identity/unless-gone.ts";
import { closePage } from "./close-page.ts";
import { KeptTab, Tab } from "./tab.ts";
import { Visit, type VisitHome } from "./visit.ts";

/** What a task works in: a page of ours, or the context alone. */
export type VisitKind = "page" | "context";

/** `"fresh"`: a page for each task. `"reuse"`: one page for all of them, reset in between. */
export type PageMode = "fresh" | "reuse";

/** The pages of one context: who has which, and who closes what. */
export class Tabs implements VisitHome {
  readonly navigations: Navigations;
  readonly #context: BrowserContext;
  readonly #mode: PageMode;
  readonly #onLeave: (() => Promise<void>) | undefined;
  readonly #visits = new Set<Visit>();
  /** Pages that are not ours: pop-ups, and what tasks open. With the visits during which they came. */
  readonly #strays = new Map<Page, Set<Visit>>();
  #kept: KeptTab | undefined;
  #resets = 0;
  /** Resolves when the kept page is ready for the next in line. */
  #turn: Promise<void> = Promise.resolve();
  /** Lets the next one have the kept page, by the visit that has it. */
  readonly #passOn = new WeakMap<Visit, () => void>();

  /** @param onLeave - asked before the pages of a task are closed */
  constructor(context: BrowserContext, mode: PageMode, onLeave?: () => Promise<void>) {
    this.#context = context;
    this.#mode = mode;
    this.#onLeave = onLeave;
    this.navigations = new Navigations(context);
    context.on("page", (page) => this.#noticed(page));
  }

  /**
   * Begins a visit. With a kept page it waits until that is reset.
   *
   * @throws the signal's reason, when it aborts
   * @throws what Playwright does, and when the context is closed meanwhile
   */
  async enter(kind: VisitKind, signal?: AbortSignal): Promise<Visit> {
    const passOn =
      kind === "page" && this.#mode === "reuse" ? await this.#queue(signal) : undefined;
    const visit = new Visit(this);
    if (passOn !== undefined) this.#passOn.set(visit, passOn);
    this.#visits.add(visit);
    try {
      if (kind === "page") visit.tab = await this.#tab(signal);
      return visit;
    } catch (error) {
      await visit.end(false);
      throw error;
    }
  }

  async leave(visit: Visit, mayReuse: boolean): Promise<void> {
    if (mayReuse) await this.#onLeave?.();
    this.#visits.delete(visit);
    const closing: Promise<void>[] = [];
    for (const [page, visits] of this.#strays) {
      if (visits.delete(visit) && visits.size === 0) closing.push(closePage(page));
    }
    const { tab } = visit;
    if (tab instanceof KeptTab) void this.#reset(tab, mayReuse).finally(this.#passOn.get(visit));
    else {
      this.#passOn.get(visit)?.();
      if (tab !== undefined) closing.push(tab.close());
    }
    await Promise.all(closing);
  }

  async #tab(signal: AbortSignal | undefined): Promise<Tab> {
    if (this.#mode === "fresh") return new Tab(await this.#open(signal));
    if (this.#kept?.isUsable !== true) this.#kept = new KeptTab(await this.#open(signal));
    this.navigations.forget(this.#kept.page);
    return this.#kept;
  }

  async #open(signal: AbortSignal | undefined): Promise<Page> {
    const context = this.#context;
    const page = await unlessGone(context.newPage(), { context, signal }, closePage);
    this.#strays.delete(page);
    for (const each of this.#visits) each.opened.delete(page);
    return page;
  }

  /** Waits for the kept page. Answers what lets the next in line have it. */
  async #queue(signal: AbortSignal | undefined): Promise<() => void> {
    const before = this.#turn;
    let passOn = (): void => undefined;
    this.#turn = new Promise((resolve) => (passOn = resolve));
    try {
      await unlessGone(before, { context: this.#context, signal });
      return passOn;
    } catch (error) {
      void before.then(passOn);
      throw error;
    }
  }

  /** Makes the kept page ready for the next task, or closes it: then that task gets another one. */
  async #reset(tab: KeptTab, mayReuse: boolean): Promise<void> {
    this.#resets += 1;
    try {
      if (!mayReuse || !tab.isUsable) await tab.close();
      else await unlessGone(tab.reset(), { context: this.#context });
    } catch {
      await tab.close();
    } finally {
      this.#resets -= 1;
    }
  }

  /** A page has come that we have not asked for, or are still asking for. */
  #noticed(page: Page): void {
    page.once("close", () => this.#strays.delete(page));
    if (this.#visits.size > 0) this.#strays.set(page, new Set(this.#visits));
    // The last words of a page that is being reset.
    else if (this.#resets > 0) void closePage(page);
    for (const visit of this.#visits) visit.opened.add(page);
  }
}
