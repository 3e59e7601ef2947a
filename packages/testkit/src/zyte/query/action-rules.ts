import {
  aList,
  aMap,
  aNumber,
  anInteger,
  anObject,
  anyValue,
  aText,
  isPlain,
  oneOf,
  type FieldRule,
  type FieldRules,
} from "./rules.ts";

const anyText = aText(0, Infinity);

const selector = anObject(
  {
    type: oneOf("css", "xpath"),
    value: aText(1, 500),
    state: oneOf("visible", "hidden", "attached"),
  },
  ["type", "value"],
);

const navigation = anObject({
  waitUntil: oneOf("load", "networkidle0", "domcontentloaded"),
  timeout: anInteger(0),
});

const address = anObject({
  addressCountry: anyText,
  addressRegion: anyText,
  postalCode: anyText,
  streetAddress: anyText,
});

const network: FieldRules = {
  urlPattern: anyText,
  urlMatchingOptions: oneOf("contains", "exact", "startsWith", "endsWith"),
  timeout: aNumber(0, 15),
};

/** What each action takes beside `action` and `onError`, and what of that it must have. */
const ACTIONS: Readonly<
  Record<string, readonly [rules: FieldRules, required?: readonly string[]]>
> = {
  click: [
    {
      selector,
      button: oneOf("left", "right", "middle"),
      delay: aNumber(0, 3),
      waitForNavigationTimeout: aNumber(0, 20),
    },
    ["selector"],
  ],
  doubleClick: [{ selector }, ["selector"]],
  evaluate: [{ source: aText(0, 6000) }, ["source"]],
  goto: [{ url: anyText, options: navigation }, ["url"]],
  hide: [{ selector }, ["selector"]],
  hover: [{ selector }, ["selector"]],
  interaction: [{ id: anyText, args: aMap(anyValue) }, ["id"]],
  keyPress: [{ key: aText(0, 14) }, ["key"]],
  reload: [{ options: navigation }],
  scrollBottom: [
    {
      timeout: aNumber(0, 30),
      maxScrollDelay: aNumber(0.5, 10),
      maxPageHeight: aNumber(0),
      maxScrollCount: aNumber(0),
      scrollStep: aNumber(0),
    },
  ],
  scrollTo: [{ selector, top: aNumber(-Infinity), left: aNumber(-Infinity) }],
  searchKeyword: [{ keyword: anyText }, ["keyword"]],
  select: [{ selector, values: aList(anyText) }, ["selector", "values"]],
  setLocation: [{ address }],
  type: [{ selector, text: anyText, delay: aNumber(0) }, ["selector", "text"]],
  waitForNavigation: [
    {
      timeout: aNumber(31, 45),
      waitUntil: oneOf("load", "networkidle0", "domcontentloaded"),
    },
    ["timeout"],
  ],
  waitForRequest: [network, ["urlPattern"]],
  waitForResponse: [network, ["urlPattern"]],
  waitForSelector: [{ selector, timeout: aNumber(0, 15) }, ["selector"]],
  waitForTimeout: [{ timeout: aNumber(0, 15) }],
};

/** The names of the 20 actions. */
export const ACTION_NAMES: readonly string[] = Object.keys(ACTIONS);

const rules: ReadonlyMap<string, FieldRule> = new Map(
  Object.entries(ACTIONS).map(([name, [fields, required = []]]) => [
    name,
    anObject({ ...fields, action: anyValue, onError: oneOf("return", "continue") }, [
      "action",
      ...required,
    ]),
  ]),
);

const anAction: FieldRule = (value, at) => {
  if (!isPlain(value)) return `Field "${at}" must be an object`;
  const name = value["action"];
  const rule = typeof name === "string" ? rules.get(name) : undefined;
  if (!rule) return `Field "${at}.action" must be one of ${ACTION_NAMES.join(", ")}`;
  if (name === "scrollTo" && "selector" in value === ("top" in value || "left" in value)) {
    return `Field "${at}" must have either "selector" or "top" and "left"`;
  }
  return rule(value, at);
};

/** A sequence of actions. */
export const actionsRule: FieldRule = aList(anAction);
