import type {
  Checker,
  Classifier,
  Exchange,
  InitContext,
  MaybePromise,
  Outcome,
  Session,
} from "@sessionary/core";
import type { BrowserContext, Page } from "playwright-core";
import type { BrowserRequest, BrowserResponse, BrowserTarget } from "./request.ts";
import type { BrowserState } from "./session/browser-state.ts";

/** What an `init` function knows and can do. */
export interface BrowserInitContext<Extra extends object = object> extends Omit<
  InitContext<BrowserState, BrowserRequest<Extra>, BrowserResponse>,
  "send" | "check"
> {
  /** A page of the new context, for the time of the init. */
  readonly page: Page;
  /** The new context. */
  readonly context: BrowserContext;
  /** Goes to an address, or runs a task, on that page, and answers what came of it. */
  readonly send: (target: BrowserTarget<Extra>) => Promise<BrowserResponse>;
  /**
   * Asks `classify` and the checker about a response of `send`, or about what the page shows now, with phase `"init"`. Answers whether
   * it is `ok`; if the last answer was no, the init is judged by that verdict whatever it resolves to.
   */
  readonly check: (response?: BrowserResponse) => Promise<boolean>;
}

/**
 * Makes a session ready. What it returns is added to the session's state; `false` gives this session up.
 *
 * @example
 * ```ts
 * import type { BrowserInitContext } from "@sessionary/playwright";
 *
 * async function setLocation({ page, check }: BrowserInitContext): Promise<void> {
 *   await page.goto("https://shop.example/location");
 *   await page.getByLabel("Zip code").fill("04662");
 *   await page.getByRole("button", { name: "Set" }).click();
 *   await page.waitForURL("https://shop.example/");
 *   await check();
 * }
 * ```
 */
export type BrowserInit<Extra extends object = object> = (
  context: BrowserInitContext<Extra>,
) => MaybePromise<Extra | undefined | void | false>;

/** What a checker judges. */
export type BrowserExchange<Extra extends object = object> = Exchange<
  BrowserResponse,
  BrowserRequest<Extra>,
  BrowserState & Extra
> & {
  /** The page as the task left it. Reading it throws where there is none: in `withContext`, when the task opened no page. */
  readonly page: Page;
};

/** Judges what a page shows. */
export type BrowserChecker<Extra extends object = object> = (
  exchange: BrowserExchange<Extra>,
) => ReturnType<Checker>;

/** How a task ended, with the page if there is a response. */
export type BrowserOutcome<Extra extends object = object> = Outcome<
  BrowserResponse,
  BrowserRequest<Extra>,
  BrowserState & Extra
>;

/** Judges any outcome, response or error, before checkers do. */
export type BrowserClassifier<Extra extends object = object> = Classifier<
  BrowserRequest<Extra>,
  BrowserResponse,
  BrowserState & Extra
>;

/** Changes a request after it got its session: wraps its task, say. */
export type BrowserPrepare<Extra extends object = object> = (
  request: BrowserRequest<Extra>,
  session: Session<BrowserState & Extra>,
) => MaybePromise<BrowserRequest<Extra>>;
