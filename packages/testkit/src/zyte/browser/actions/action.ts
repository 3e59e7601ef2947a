import type { ZyteAction } from "../../query/query.ts";
import type { Page } from "../page.ts";

/** What an action works with. */
export interface ActionContext {
  readonly page: Page;
  /** Whether `setLocation` works on a host. */
  readonly supportsLocation: (hostname: string) => boolean;
}

/** How an action ended: how long it took, in seconds nobody has waited, and what went wrong if something did. */
export interface ActionEnd {
  readonly elapsed: number;
  readonly error?: string;
}

/** Does one action. */
export type ActionHandler = (
  action: ZyteAction,
  context: ActionContext,
) => Promise<ActionEnd> | ActionEnd;

/** How long actions take that wait for nothing, in seconds. */
export const QUICK = 0.05;
/** How long loading a page takes, in seconds. */
export const LOADING = 0.5;

/** The end of an action that worked. */
export const DONE: ActionEnd = { elapsed: QUICK };

/** The end of an action that did not. */
export function failed(action: ZyteAction, why: string, elapsed: number = QUICK): ActionEnd {
  return { elapsed, error: `Action ${action.action} failed: ${why}` };
}

/** The end of an action that loaded a page. */
export function loaded(action: ZyteAction, failure: string | undefined): ActionEnd {
  return failure === undefined ? { elapsed: LOADING } : failed(action, failure, LOADING);
}
