import type { Session } from "@sessionary/core";
import type { Page } from "playwright-core";
import { unlessGone } from "../identity/unless-gone.ts";
import {
  trailOf,
  type AnyResponse,
  type BrowserRequest,
  type PageTaskContext,
} from "../request.ts";
import type { BrowserState } from "../session/browser-state.ts";
import type { LiveContext } from "../session/live-context.ts";
import type { Visit } from "../tabs/visit.ts";
import { PageGoneError } from "./errors.ts";
import { failureOf, responseShown } from "./failure.ts";
import { TaskResponse, type TaskEnd } from "./task-response.ts";

/** Where a task runs. */
export interface Stage {
  readonly live: LiveContext;
  readonly visit: Visit;
  readonly session: Session<BrowserState> | undefined;
  readonly signal: AbortSignal;
  readonly hasProxy: boolean;
}

/** Playwright's words for what is closed or has crashed under a call. */
const GONE = /has been closed|crashed/i;
const CRASHED = "the page has crashed";

/**
 * Runs a task, and makes what became of it a response to be judged. Its page stays open.
 *
 * @throws what the task throws where there is no response to judge it by; a `NavigationError` or `ProxyError` instead of Playwright's
 * @throws `ContextGoneError`, `PageGoneError`, and the signal's reason when it aborts
 */
export async function runTask(request: BrowserRequest, stage: Stage): Promise<TaskResponse> {
  const { live, visit, hasProxy } = stage;
  const trail = trailOf(request);
  let told: AnyResponse | undefined;
  const context = taskContext(stage, ++trail.attempts, (response) => (told = response));
  const end = await perform(request, context, stage).finally(() => {
    trail.method = visit.navigation?.method;
  });
  const error = end.kind === "error" ? end.error : undefined;
  const response = told ?? responseShown(visit.navigation, error, hasProxy);
  const beyond = end.kind === "error" ? beyondJudging(end.error, response, stage) : undefined;
  if (beyond !== undefined) throw beyond.error;
  return new TaskResponse(live.context, visit, response, end);
}

/** Waits for the end of a task, but not when it is cut off: by its signal, by a crash, by the death of the browser. */
async function perform(
  request: BrowserRequest,
  context: PageTaskContext,
  { live, visit, signal }: Stage,
): Promise<TaskEnd> {
  const running = settled(async () => request.task(context));
  try {
    const crashed = unlessCrashed(running, visit.tab?.page);
    return await unlessGone(crashed, { browser: live.browser, signal });
  } catch (error) {
    await visit.end(false);
    // Without a page to close, the task may still be at work in the session's context.
    const ends = { browser: live.browser, context: live.context };
    if (request.kind === "context") await unlessGone(running, ends).catch(() => undefined);
    if (signal.aborted) throw signal.reason;
    throw live.hasEnded ? live.error : error;
  }
}

/** What to throw where there is nothing to judge by: no response, no page, no context. */
function beyondJudging(
  error: unknown,
  response: AnyResponse | undefined,
  { live, visit, hasProxy }: Stage,
): { readonly error: unknown } | undefined {
  if (live.hasEnded) return { error: live.error };
  const isGone = error instanceof Error && GONE.test(error.message);
  if (isGone && visit.tab?.hasCrashed === true) return { error: new PageGoneError(CRASHED) };
  if (isGone && visit.tab?.page.isClosed() === true) {
    return { error: new PageGoneError("the page was closed under its task") };
  }
  if (response !== undefined) return undefined;
  return { error: failureOf(error, visit.navigation, hasProxy) ?? error };
}

async function settled(task: () => Promise<unknown>): Promise<TaskEnd> {
  try {
    return { kind: "result", result: await task() };
  } catch (error) {
    return { kind: "error", error };
  }
}

/** A page that has crashed leaves some calls without an answer. */
function unlessCrashed(running: Promise<TaskEnd>, page: Page | undefined): Promise<TaskEnd> {
  if (page === undefined) return running;
  return new Promise((resolve, reject) => {
    const crash = (): void => reject(new PageGoneError(CRASHED));
    page.once("crash", crash);
    void running.then((end) => {
      page.off("crash", crash);
      resolve(end);
    });
  });
}

function taskContext(
  { live, visit, session, signal }: Stage,
  attempt: number,
  judgeBy: (response: AnyResponse) => void,
): PageTaskContext {
  const { tab } = visit;
  return {
    context: live.context,
    // Only tasks with a page are told that there is one.
    ...((tab === undefined ? {} : { page: tab.page }) as { readonly page: Page }),
    get session() {
      if (session !== undefined) return session;
      throw new Error("There is no session: `enabled: false` asked for none");
    },
    signal,
    attempt,
    judgeBy,
  };
}
