import { loaded, LOADING, type ActionHandler } from "./action.ts";

/** Goes to a URL, which may be relative. */
export const goto: ActionHandler = async (action, { page }) => {
  return loaded(action, await page.follow(String(action["url"])));
};

/** Loads the page again. */
export const reload: ActionHandler = async (action, { page }) =>
  loaded(action, await page.reload());

/** Pages are loaded before an action ends, so that there is never anything left to wait for. */
export const waitForNavigation: ActionHandler = () => ({ elapsed: LOADING });
