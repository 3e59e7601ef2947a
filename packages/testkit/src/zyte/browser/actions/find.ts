import { isPlain } from "../../query/rules.ts";
import type { DomElement } from "../dom.ts";
import type { Page } from "../page.ts";

/**
 * The first element that a selector of an action finds, or why it finds none. Of XPath it knows steps with tests of attributes:
 * `//form[@method='post']//input[@name="zip"]`. `visible` leaves out what the page or the action `hide` has hidden.
 */
export function find(page: Page, selector: unknown): DomElement | string {
  if (!isPlain(selector)) return "there is no selector";
  const { type, value, state = "visible" } = selector;
  const css = type === "xpath" ? cssOf(String(value)) : String(value);
  if (css === undefined) return `the XPath ${String(value)} is not understood`;
  let found: readonly DomElement[];
  try {
    found = [...page.document.querySelectorAll(css)];
  } catch {
    return `the selector ${String(value)} is not understood`;
  }
  const fitting =
    state === "attached"
      ? found[0]
      : found.find((element) => isHidden(element) === (state === "hidden"));
  return fitting ?? `nothing matches the selector ${String(value)}`;
}

function isHidden(element: DomElement): boolean {
  return (
    element.closest("[hidden], [style*='display:none'], [style*='display: none']") !== null ||
    (element.localName === "input" && element.getAttribute("type") === "hidden")
  );
}

const STEP = /(\/{1,2})([\w-]+|\*)((?:\[@[\w-]+(?:=(?:"[^"]*"|'[^']*'))?\])*)/y;

function cssOf(xpath: string): string | undefined {
  let css = "";
  STEP.lastIndex = 0;
  while (STEP.lastIndex < xpath.length) {
    const step = STEP.exec(xpath);
    if (!step) return undefined;
    const [, slashes, name = "", tests = ""] = step;
    const joint = slashes === "//" ? " " : " > ";
    css +=
      (css === "" ? (slashes === "//" ? "" : ":root") : joint) +
      (css === "" && slashes === "/" ? "" : name);
    css += tests.replaceAll("[@", "[");
  }
  return css === "" ? undefined : css;
}
