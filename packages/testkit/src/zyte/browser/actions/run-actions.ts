import type { ZyteAction } from "../../query/query.ts";
import {
  DONE,
  failed,
  QUICK,
  type ActionContext,
  type ActionEnd,
  type ActionHandler,
} from "./action.ts";
import { keyPress, searchKeyword, select, type } from "./filling.ts";
import { setLocation } from "./locating.ts";
import { goto, reload, waitForNavigation } from "./navigating.ts";
import { click, hide, point } from "./pointing.ts";
import { evaluate, interaction } from "./scripting.ts";
import { waitForExchange, waitForSelector, waitForTimeout } from "./waiting.ts";

/** How an action ended, as responses have it. */
export interface ZyteActionResult {
  readonly action: string;
  /** Seconds. */
  readonly elapsedTime: number;
  readonly status: "success" | "continued" | "returned" | "notExecuted";
  readonly error?: string;
}

/** Seconds that all actions of a request may take together. */
const TOTAL_SECONDS = 60;

const HANDLERS: Readonly<Record<string, ActionHandler>> = {
  click,
  doubleClick: point,
  evaluate,
  goto,
  hide,
  hover: point,
  interaction,
  keyPress,
  reload,
  // Pages have no height: there is nothing to scroll.
  scrollBottom: () => DONE,
  scrollTo: (action, context) => ("selector" in action ? point(action, context) : DONE),
  searchKeyword,
  select,
  setLocation,
  type,
  waitForNavigation,
  waitForRequest: waitForExchange,
  waitForResponse: waitForExchange,
  waitForSelector,
  waitForTimeout,
};

/**
 * Runs actions in order until one fails that is to stop the sequence, or until the time is over: then the one that was running is
 * interrupted and the rest are skipped. `failing` names actions that fail whatever the page says.
 */
export async function runActions(
  actions: readonly ZyteAction[],
  context: ActionContext,
  failing: readonly string[],
): Promise<readonly ZyteActionResult[]> {
  const results: ZyteActionResult[] = [];
  let left = TOTAL_SECONDS;
  let isOver = false;
  for (const action of actions) {
    if (isOver) {
      results.push({ action: action.action, elapsedTime: 0, status: "notExecuted" });
      continue;
    }
    const end = limit(action, await run(action, context, failing), left);
    left -= end.elapsed;
    const result = resultOf(action, end, left <= 0);
    results.push(result);
    isOver = left <= 0 || result.status === "returned";
  }
  return results;
}

async function run(
  action: ZyteAction,
  context: ActionContext,
  failing: readonly string[],
): Promise<ActionEnd> {
  if (failing.includes(action.action)) return failed(action, "as planned", QUICK);
  return (await HANDLERS[action.action]?.(action, context)) ?? failed(action, "no such action");
}

function limit(action: ZyteAction, end: ActionEnd, left: number): ActionEnd {
  return end.elapsed <= left
    ? end
    : failed(action, `interrupted after ${TOTAL_SECONDS} s in all`, left);
}

function resultOf(
  { action, onError }: ZyteAction,
  { elapsed, error }: ActionEnd,
  isLast: boolean,
): ZyteActionResult {
  const elapsedTime = Number(elapsed.toFixed(3));
  if (error === undefined) return { action, elapsedTime, status: "success" };
  const status = onError === "continue" && !isLast ? "continued" : "returned";
  return { action, elapsedTime, status, error };
}
