import type { DomElement } from "../dom.ts";
import { DONE, failed, loaded, type ActionHandler } from "./action.ts";
import { find } from "./find.ts";

/** Follows a link, sends a form, ticks a box; clicks on anything else do nothing. */
export const click: ActionHandler = async (action, { page }) => {
  const element = find(page, action["selector"]);
  if (typeof element === "string") return failed(action, element);
  const link = element.closest("a[href]");
  if (link) return loaded(action, await page.follow(link.getAttribute("href") ?? ""));
  const button = element.closest("button, input[type=submit], input[type=image]");
  const form = button?.closest("form");
  if (button && form && isSubmit(button)) return loaded(action, await page.submit(form, button));
  tick(element);
  return DONE;
};

/** `hover`, and anything else that wants nothing but the element. */
export const point: ActionHandler = (action, { page }) => {
  const element = find(page, action["selector"]);
  return typeof element === "string" ? failed(action, element) : DONE;
};

/** Takes an element out of sight. */
export const hide: ActionHandler = (action, { page }) => {
  const element = find(page, action["selector"]);
  if (typeof element === "string") return failed(action, element);
  element.setAttribute("style", `${element.getAttribute("style") ?? ""};display:none`);
  return DONE;
};

function isSubmit(button: DomElement): boolean {
  if (button.localName === "input") return true;
  return (button.getAttribute("type") ?? "submit").toLowerCase() === "submit";
}

function tick(element: DomElement): void {
  const type = element.localName === "input" ? element.getAttribute("type") : undefined;
  if (type === "radio" || (type === "checkbox" && !element.hasAttribute("checked")))
    element.setAttribute("checked", "");
  else if (type === "checkbox") element.removeAttribute("checked");
}
