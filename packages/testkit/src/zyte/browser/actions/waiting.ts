import type { ZyteAction } from "../../query/query.ts";
import { matchesUrl, type UrlMatch } from "../match-url.ts";
import { failed, QUICK, type ActionHandler } from "./action.ts";
import { find } from "./find.ts";

const DEFAULT_SECONDS = 5;

/** Takes its time, of which nobody waits a moment. */
export const waitForTimeout: ActionHandler = (action) => ({ elapsed: secondsOf(action) });

/** What is not there by now never comes: the page has loaded and its scripts have run. */
export const waitForSelector: ActionHandler = (action, { page }) => {
  const element = find(page, action["selector"]);
  if (typeof element !== "string") return { elapsed: QUICK };
  return failed(action, `${element} within ${secondsOf(action)} s`, secondsOf(action));
};

/** `waitForRequest` and `waitForResponse`: whether the page has made such a request. */
export const waitForExchange: ActionHandler = (action, { page }) => {
  const pattern = String(action["urlPattern"]);
  const match = (action["urlMatchingOptions"] ?? "contains") as UrlMatch;
  if (page.exchanges.some(({ hop }) => matchesUrl(hop.url.href, pattern, match)))
    return { elapsed: QUICK };
  return failed(
    action,
    `no URL matches ${pattern} within ${secondsOf(action)} s`,
    secondsOf(action),
  );
};

function secondsOf({ timeout }: ZyteAction): number {
  return typeof timeout === "number" ? timeout : DEFAULT_SECONDS;
}
