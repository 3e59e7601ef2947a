import { valueOfOption } from "../form.ts";
import { DONE, failed, loaded, type ActionHandler } from "./action.ts";
import { find } from "./find.ts";

/** Types a text at the end of a field. */
export const type: ActionHandler = (action, { page }) => {
  const element = find(page, action["selector"]);
  if (typeof element === "string") return failed(action, element);
  const text = String(action["text"]);
  if (element.localName === "textarea") element.textContent += text;
  else if (element.localName === "input")
    element.setAttribute("value", (element.getAttribute("value") ?? "") + text);
  else return failed(action, "the element takes no text");
  page.focused = element;
  return DONE;
};

/** Chooses options of a select by their values. */
export const select: ActionHandler = (action, { page }) => {
  const element = find(page, action["selector"]);
  if (typeof element === "string") return failed(action, element);
  if (element.localName !== "select") return failed(action, "the element is no select");
  const wanted = new Set(action["values"] as readonly string[]);
  const options = [...element.querySelectorAll("option")];
  if (!options.some((option) => wanted.has(valueOfOption(option))))
    return failed(action, "the select has none of the values");
  for (const option of options) {
    if (wanted.has(valueOfOption(option))) option.setAttribute("selected", "");
    else option.removeAttribute("selected");
  }
  return DONE;
};

/** Enter sends the form of the field that was typed in last; other keys do nothing. */
export const keyPress: ActionHandler = async (action, { page }) => {
  const form = action["key"] === "Enter" ? page.focused?.closest("form") : undefined;
  return form ? loaded(action, await page.submit(form)) : DONE;
};

/** Types into the page's search field and presses Enter. */
export const searchKeyword: ActionHandler = async (action, { page }) => {
  const field = page.document.querySelector("input[type=search], input[name=q]");
  const form = field?.closest("form");
  if (!field || !form) return failed(action, "the page has no search field");
  field.setAttribute("value", String(action["keyword"]));
  return loaded(action, await page.submit(form));
};
