import { failed, loaded, LOADING, type ActionHandler } from "./action.ts";

/** Goes to a URL, which may be relative. */
export const goto: ActionHandler = async (action, { page }) => {
  const url = String(action["url"]);
  if (!URL.canParse(url, page.url)) return failed(action, `${url} is no URL`);
  return loaded(action, await page.goto(new URL(url, page.url)));
};

/** Loads the page again. */
export const reload: ActionHandler = async (action, { page }) =>
  loaded(action, await page.reload());

/** Pages are loaded before an action ends, so that there is never anything left to wait for. */
export const waitForNavigation: ActionHandler = () => ({ elapsed: LOADING });
