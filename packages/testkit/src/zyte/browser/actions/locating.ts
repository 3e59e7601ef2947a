import { isPlain } from "../../query/rules.ts";
import { parsePage } from "../dom.ts";
import { readForm } from "../form.ts";
import {
  failed,
  LOADING,
  QUICK,
  type ActionContext,
  type ActionEnd,
  type ActionHandler,
} from "./action.ts";
import type { ZyteAction } from "../../query/query.ts";

/**
 * Sets the location through the test site's form, token and all, as the session the page belongs to, and loads the page again. Sites
 * without such a form don't support it.
 */
export const setLocation: ActionHandler = async (action, context) => {
  const { page, supportsLocation } = context;
  if (!supportsLocation(page.url.hostname)) return unsupported(action, context);
  const address = action["address"];
  const zip = isPlain(address) ? address["postalCode"] : undefined;
  if (typeof zip !== "string") return failed(action, "this site needs a postalCode");

  const shown = await page.ask(new URL("/location", page.url));
  if (typeof shown === "string") return failed(action, shown, LOADING);
  if (shown.response.status !== 200) return unsupported(action, context);
  const document = parsePage(shown.response.body.toString("utf8"));
  const field = document.querySelector("form input[name=zip]");
  const form = field?.closest("form");
  if (!field || !form) return unsupported(action, context);
  field.setAttribute("value", zip);
  const { url, ...init } = readForm(form, undefined, shown.url);
  const sent = await page.ask(url, init);
  if (typeof sent === "string") return failed(action, sent, LOADING);
  if (sent.response.status >= 400)
    return failed(action, `the site does not know the location ${zip}`, LOADING);

  const failure = await page.reload();
  return failure === undefined ? { elapsed: 4 * LOADING } : failed(action, failure, LOADING);
};

function unsupported({ action }: ZyteAction, { page }: ActionContext): ActionEnd {
  return { elapsed: QUICK, error: `Action ${action} not supported on ${page.url.hostname}` };
}
