import type { BrowserContext, Page, Request, Response } from "playwright-core";

/** The last time that a page asked for a new document in its main frame; redirects are times of their own. */
export interface Navigation {
  readonly method: string;
  readonly url: string;
  /** Increases with each navigation of the context. */
  readonly order: number;
  readonly response: Response | undefined;
  /** What the page shows while there is no answer: that of the last time, if this is not the first. */
  readonly shown: Response | undefined;
  /** What the browser says of a request without a document: `net::ERR_EMPTY_RESPONSE`. */
  readonly failure: string | undefined;
}

/** Follows the navigations of all pages of a context. */
export class Navigations {
  readonly #last = new WeakMap<Page, Navigation>();
  readonly #requested = new WeakMap<Request, Navigation>();
  /** Of what was forgotten nothing more is heard. */
  readonly #forgotten = new WeakMap<Page, number>();
  #order = 0;

  constructor(context: BrowserContext) {
    context.on("request", (request) => this.#note(request, {}));
    context.on("response", (response) => this.#note(response.request(), { response }));
    context.on("requestfailed", (request) => {
      this.#note(request, { failure: request.failure()?.errorText ?? "failed" });
    });
  }

  of(page: Page): Navigation | undefined {
    return this.#last.get(page);
  }

  /** What a page did before is of no interest any more. */
  forget(page: Page): void {
    this.#last.delete(page);
    this.#forgotten.set(page, this.#order);
  }

  #note(request: Request, news: { readonly response?: Response; readonly failure?: string }): void {
    const page = mainPageOf(request);
    if (page === undefined) return;
    const known = this.#requested.get(request);
    const { response = known?.response, failure = known?.failure } = news;
    const order = known?.order ?? ++this.#order;
    const last = this.#last.get(page);
    const shown = response !== undefined && !isRedirect(response) ? response : last?.shown;
    const made = { method: request.method(), url: request.url() };
    const navigation = { ...made, order, response, shown, failure };
    this.#requested.set(request, navigation);
    // A navigation that another one has overtaken fails, too.
    const latest = last?.order ?? 0;
    const isNew = order > (this.#forgotten.get(page) ?? 0);
    if (isNew && order >= latest) this.#last.set(page, navigation);
  }
}

/** No page ever shows it. */
function isRedirect(response: Response): boolean {
  const status = response.status();
  return status >= 300 && status < 400 && status !== 304;
}

/** The page whose main frame is to show the answer. */
function mainPageOf(request: Request): Page | undefined {
  if (!request.isNavigationRequest()) return undefined;
  try {
    const frame = request.frame();
    return frame.parentFrame() === null ? frame.page() : undefined;
  } catch {
    return undefined; // a pop-up's first request comes before the pop-up
  }
}
