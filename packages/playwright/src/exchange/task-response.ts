import type { Reading } from "@sessionary/core";
import type { BrowserContext, Page } from "playwright-core";
import type { AnyResponse, BrowserResponse } from "../request.ts";
import type { Visit } from "../tabs/visit.ts";
import { ResponseReading } from "./response-reading.ts";

/** How a task ended. */
export type TaskEnd =
  | { readonly kind: "result"; readonly result: unknown }
  | { readonly kind: "error"; readonly error: unknown };

/** A {@link BrowserResponse} whose page stays open until it is given back. */
export class TaskResponse implements BrowserResponse {
  readonly context: BrowserContext;
  readonly response: AnyResponse | undefined;
  readonly end: TaskEnd;
  readonly #visit: Visit;
  #covering: { readonly signal: AbortSignal; readonly cut: () => void } | undefined;
  #reading: Reading | undefined;

  constructor(
    context: BrowserContext,
    visit: Visit,
    response: AnyResponse | undefined,
    end: TaskEnd,
  ) {
    this.context = context;
    this.response = response;
    this.end = end;
    this.#visit = visit;
  }

  get page(): Page {
    const { page } = this.#visit;
    if (page !== undefined) return page;
    throw new Error("There is no page: the task of withContext() has opened none");
  }

  /** Whether there is anything to judge. */
  get isJudgeable(): boolean {
    return this.response !== undefined || this.#visit.page !== undefined;
  }

  get result(): unknown {
    return this.end.kind === "result" ? this.end.result : undefined;
  }

  get error(): unknown {
    return this.end.kind === "error" ? this.end.error : undefined;
  }

  get reading(): Reading {
    return (this.#reading ??= new ResponseReading(this.response, this.#visit.page));
  }

  /** Gives the page back. Resolves when it is closed; one that is kept is reset afterwards. */
  release(): Promise<void> {
    this.#covering?.signal.removeEventListener("abort", this.#covering.cut);
    return this.#visit.end();
  }

  /** Until then this signal ends what judges may be waiting for. */
  coverBy(signal: AbortSignal): this {
    const cut = (): void => void this.#visit.end(false);
    this.#covering = { signal, cut };
    signal.addEventListener("abort", cut, { once: true });
    return this;
  }
}
