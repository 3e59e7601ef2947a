import type { MaybePromise } from "@sessionary/core";
import type { HttpIdentity } from "@sessionary/identity";
import type { Browser } from "playwright-core";
import { agreeOnHeaders } from "../identity/agree-on-headers.ts";
import { captureState } from "../identity/capture-identity.ts";
import { openContext } from "../identity/open-context.ts";
import { closeContext, unlessGone } from "../identity/unless-gone.ts";
import { explain } from "./explain.ts";
import type { BrowserVisit, WithIdentityOptions } from "./options.ts";
import { SharedCookies } from "./shared-cookies.ts";

/** What is done in the browser. */
export type VisitTask<T> = (
  visit: BrowserVisit & { readonly cookies: SharedCookies },
) => MaybePromise<T>;

/**
 * Takes an identity into a browser, runs a task there, and brings back into the identity what has changed. The context is closed
 * whatever happens.
 */
export async function visit<T>(
  browser: Browser,
  identity: HttpIdentity,
  task: VisitTask<T>,
  options: WithIdentityOptions,
): Promise<T> {
  const { context: own = {}, signal } = options;
  await agreeOnHeaders(browser, identity, own, signal);
  const context = await openContext(browser, identity, own, signal);
  const ends = { context, signal };
  const cookies = new SharedCookies(identity, context);
  const bringBack = async (): Promise<void> => {
    const state = await captureState(context, identity, options);
    cookies.takeIn(state.cookies);
    Object.assign(identity, { origins: state.origins });
  };
  try {
    await unlessGone(cookies.look(), ends);
    const page = await unlessGone(context.newPage(), ends);
    const running = Promise.resolve(task({ page, context, cookies }));
    const result = await unlessGone(running, ends).catch(async (error: unknown) => {
      // The site may have changed cookies before the task failed. That they can't be had any more says less than its error.
      if (signal?.aborted !== true) await bringBack().catch(() => undefined);
      explain(error);
      throw error;
    });
    await bringBack();
    return result;
  } finally {
    await closeContext(context);
  }
}
