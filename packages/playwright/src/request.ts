import type { MaybePromise, Session } from "@sessionary/core";
import type { APIResponse, BrowserContext, Page, Response } from "playwright-core";
import type { BrowserState } from "./session/browser-state.ts";

/** A response of a page, or of `context.request`. */
export type AnyResponse = Response | APIResponse;

/** What a task of `withContext` gets. */
export interface ContextTaskContext<Extra extends object = object> {
  /** The session's own context. Pages opened in it are closed when the task has ended. */
  readonly context: BrowserContext;
  /** The leased session. Reading it throws where `enabled: false` asked for none. */
  readonly session: Session<BrowserState & Extra>;
  /** Aborts when the caller gives up, the lease is lost or closing has run out of drain time. */
  readonly signal: AbortSignal;
  /** 1 for the first. */
  readonly attempt: number;
  /** Has the attempt judged by this response, instead of the one that the page shows: one of `context.request`, say. */
  readonly judgeBy: (response: AnyResponse) => void;
}

/** What a task of `withPage` gets. */
export interface PageTaskContext<Extra extends object = object> extends ContextTaskContext<Extra> {
  /** A page of the session's context, blank. It is closed, or reset, for you: leave it open, so that checkers can look at it. */
  readonly page: Page;
}

/** Does something with a page. It runs again, with another session, when its session turned out to be bad. */
export type PageTask<Result = unknown, Extra extends object = object> = (
  context: PageTaskContext<Extra>,
) => MaybePromise<Result>;

/** Does something with a context. It runs again, with another session, when its session turned out to be bad. */
export type ContextTask<Result = unknown, Extra extends object = object> = (
  context: ContextTaskContext<Extra>,
) => MaybePromise<Result>;

/** A task with the address that its pool and profile are chosen by: what hooks see of a call. */
export type BrowserRequest<Extra extends object = object> = { readonly url?: string } & (
  | { readonly kind: "page"; readonly task: PageTask<unknown, Extra> }
  | { readonly kind: "context"; readonly task: ContextTask<unknown, Extra> }
);

/** What became of a task: what checkers judge. */
export interface BrowserResponse {
  readonly context: BrowserContext;
  /** The page of the task; in `withContext` the one it opened. Reading it throws where there is none. */
  readonly page: Page;
  /** The last response for the page's main frame, or the one that `judgeBy` was told; `undefined` where nothing was loaded. */
  readonly response: AnyResponse | undefined;
  /** What the task returned. */
  readonly result: unknown;
  /** What the task threw; it reaches the caller if the session is found to be good. */
  readonly error: unknown;
}

/** Follows a call through its attempts, whatever `prepare` makes of its request. */
export interface Trail {
  attempts: number;
  /** The method of the last navigation: what it may have changed need not be changed again. */
  method: string | undefined;
}

/** A symbol, so that `{ ...request, task }` keeps it, and hooks do not see it. */
const TRAIL: unique symbol = Symbol("trail");

type Tracked<Request> = Request & { readonly [TRAIL]: Trail };

/** A request that is followed, as the one it was made of is. */
export function track<Request extends object>(request: Request, like?: object): Tracked<Request> {
  const trail = like === undefined ? undefined : trailIn(like);
  return { ...request, [TRAIL]: trail ?? { attempts: 0, method: undefined } };
}

/** Where a request was followed to. */
export function trailOf(request: object): Trail {
  return trailIn(request) ?? { attempts: 0, method: undefined };
}

function trailIn(request: Partial<Tracked<object>>): Trail | undefined {
  return request[TRAIL];
}

/** What can be visited: an address, or a request. */
export type BrowserTarget<Extra extends object = object> =
  | string
  | URL
  | { readonly url: string }
  | BrowserRequest<Extra>;

/** The request for a target; an address alone is gone to. */
export function toRequest<Extra extends object>(
  target: BrowserTarget<Extra>,
): BrowserRequest<Extra> {
  if (typeof target === "object" && "task" in target) return track(target);
  const url =
    typeof target === "string" ? target : target instanceof URL ? target.href : target.url;
  return track({
    kind: "page" as const,
    url,
    task: ({ page }: PageTaskContext<Extra>): Promise<Response | null> => page.goto(url),
  });
}
