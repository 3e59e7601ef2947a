import type { AdapterInit, InitContext, Session } from "@sessionary/core";
import type { Browser } from "playwright-core";
import { failureOf, responseShown } from "./exchange/failure.ts";
import { runTask, type Stage } from "./exchange/run-task.ts";
import { TaskResponse, type TaskEnd } from "./exchange/task-response.ts";
import type { BrowserInit, BrowserInitContext } from "./hooks.ts";
import { unlessGone } from "./identity/unless-gone.ts";
import { toRequest, type BrowserRequest, type BrowserTarget } from "./request.ts";
import type { SessionState } from "./session/browser-state.ts";

type CoreContext = InitContext<SessionState, BrowserRequest, TaskResponse>;
type CoreInit = AdapterInit<SessionState, BrowserRequest, TaskResponse>;

const NOTHING: TaskEnd = { kind: "result", result: undefined };

/** What ends an init without any judging; core's own words. */
const SIGNALS = new Set(["InitLater", "StopPool"]);

/** What an init has to know of the browser. */
export interface Wiring {
  /** Why a context of this browser is closed, as an init says it. */
  readonly interrupted: (browser: Browser) => Promise<unknown>;
}

/** An `init` of ours in the form the engine takes: with a page of the session's context. */
export function wireInit(init: BrowserInit | BrowserTarget, wiring: Wiring): CoreInit {
  const run = typeof init === "function" ? init : goTo(init);
  return async (core) => {
    const { state, signal } = core;
    const { live } = state;
    if (live === undefined) throw new Error("The context of the session is not open");
    const visit = await live.tabs.enter("page", signal).catch(async (error: unknown) => {
      throw live.hasEnded ? await wiring.interrupted(live.browser) : error;
    });
    const hasProxy = state.identity.proxy !== undefined;
    const stage = { live, visit, session: sessionOf(core), signal, hasProxy };
    try {
      const running = (async () => run(contextOf(core, stage)))();
      return await unlessGone(running, { browser: live.browser, signal });
    } catch (error) {
      signal.throwIfAborted();
      throw await causeOf(error, core, stage, wiring);
    } finally {
      await visit.end();
    }
  };
}

function goTo(target: BrowserTarget): BrowserInit {
  return async ({ send, check }) => {
    await check(await send(target));
  };
}

function contextOf(core: CoreContext, stage: Stage): BrowserInitContext {
  const { live, visit } = stage;
  const { id, slot, request, variant, attempt, state, signal } = core;
  if (visit.tab === undefined) throw new Error("The init has no page");
  return {
    id,
    slot,
    request,
    variant,
    attempt,
    state,
    signal,
    page: visit.tab.page,
    context: live.context,
    send: async (target) => {
      const response = await runTask(toRequest(target), stage);
      if (response.end.kind === "error") throw response.end.error;
      return response;
    },
    check: (response = shownBy(stage, NOTHING)) => core.check(response as TaskResponse),
  };
}

/**
 * Finds out why an init failed. The page is judged first: on one that says "banned" no button is found. What is then thrown is
 * judged by that.
 */
async function causeOf(
  error: unknown,
  core: CoreContext,
  stage: Stage,
  { interrupted }: Wiring,
): Promise<unknown> {
  const { live, visit, hasProxy } = stage;
  if (live.hasEnded) return interrupted(live.browser);
  if (error instanceof Error && SIGNALS.has(error.name)) return error;
  const shown = shownBy(stage, { kind: "error", error });
  if (shown.response === undefined) return failureOf(error, visit.navigation, hasProxy) ?? error;
  await core.check(shown);
  return error;
}

/** What the page of the init shows now. */
function shownBy({ live, visit, hasProxy }: Stage, end: TaskEnd): TaskResponse {
  const error = end.kind === "error" ? end.error : undefined;
  const response = responseShown(visit.navigation, error, hasProxy);
  return new TaskResponse(live.context, visit, response, end);
}

function sessionOf({ id, slot, state, variant }: CoreContext): Session<SessionState> {
  const unused = { lastLeasedAt: undefined, uses: 0, errors: 0, checkFailures: 0 };
  return { id, slot, state, variant, createdAt: Date.now(), ...unused };
}
