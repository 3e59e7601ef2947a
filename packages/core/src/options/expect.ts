import { SessionaryError } from "../errors/sessionary-error.ts";

/**
 * Judges the value of one option: answers what was expected, or `undefined` when the value will do. A rule for an object throws by itself,
 * naming the key inside it.
 */
export type OptionRule = (value: unknown, subject: string, key: string) => string | undefined;

/** The rule of every option there is, by name. */
export type OptionRules<Options = { readonly [key: string]: unknown }> = {
  readonly [Key in keyof Options]-?: OptionRule;
};

/**
 * The error for an option with a wrong value. Its text shows what came without giving a secret away: long strings are cut, credentials in
 * URLs masked, and of functions and objects only the kind is told.
 *
 * @example
 * ```ts
 * import { invalidOption } from "@sessionary/core";
 *
 * // createSessionFetch: expected `proxies` to be a list with at least one entry, got an array
 * throw invalidOption("createSessionFetch", "proxies", "a list with at least one entry", []);
 * ```
 */
export function invalidOption(
  subject: string,
  key: string,
  expected: string,
  value: unknown,
): SessionaryError<"ERR_INVALID_OPTION"> {
  return refusal(`${subject}: expected \`${key}\` to be ${expected}, got ${show(value)}`);
}

/**
 * Checks options where they enter: refuses what is no object, keys without a rule, and values that break theirs. `undefined` means "not given".
 *
 * @param subject - who complains: the name of the function that takes the options
 * @param prefix - put before the keys in messages: `size.` for options inside an option
 * @throws `ERR_INVALID_OPTION`
 */
export function expectOptions(
  subject: string,
  options: unknown,
  rules: { readonly [key: string]: OptionRule },
  prefix = "",
): void {
  if (!isObject(options)) {
    throw invalidOption(subject, prefix.slice(0, -1) || "options", "an object", options);
  }
  for (const key in options) {
    const value = Reflect.get(options, key);
    if (value === undefined) continue;
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
    if (rule === undefined) throw unknownOption(subject, prefix, key, Object.keys(rules));
    expectOption(subject, prefix + key, value, rule);
  }
}

/**
 * Checks one value by a rule: an argument, say.
 *
 * @throws `ERR_INVALID_OPTION`
 */
export function expectOption(subject: string, key: string, value: unknown, rule: OptionRule): void {
  const expected = rule(value, subject, key);
  if (expected !== undefined) throw invalidOption(subject, key, expected, value);
}

/** Whether `value` has properties to look at: no function, no list, not `null`. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Rule: a string with at least one character. */
export const aString: OptionRule = (value) =>
  typeof value === "string" && value !== "" ? undefined : "a non-empty string";

/** Rule: `true` or `false`. */
export const aBoolean: OptionRule = (value) =>
  typeof value === "boolean" ? undefined : "a boolean";

/** Rule: a function. */
export const aFunction: OptionRule = (value) =>
  typeof value === "function" ? undefined : "a function";

/** Rule: anything. */
export const anything: OptionRule = () => undefined;

/** Rule: an integer not below `min`; with `max` of `Infinity` that too. */
export function anInteger(min: number, max?: number): OptionRule {
  return (value) =>
    (Number.isInteger(value) && Number(value) >= min) || (max !== undefined && value === max)
      ? undefined
      : `an integer >= ${min}${max === undefined ? "" : ` or ${max}`}`;
}

/** Rule: a number that `fits`; `words` say which: `"a number >= 0"`. NaN never does, if `fits` compares. */
export function aNumber(words: string, fits: (value: number) => boolean): OptionRule {
  return (value) => (typeof value === "number" && fits(value) ? undefined : words);
}

/** Rule: a number of milliseconds that ends, >= 0. */
export const aDelay: OptionRule = aNumber(
  "a finite number of milliseconds >= 0",
  (ms) => ms >= 0 && ms < Infinity,
);

/** Rule: a number of milliseconds, for ever included. */
export const aDuration: OptionRule = aNumber("a number of milliseconds >= 0", (ms) => ms >= 0);

/** Rule: one of these strings. */
export function oneOf(...choices: readonly string[]): OptionRule {
  const expected = `"${choices.join('" or "')}"`;
  return (value) => (choices.some((choice) => choice === value) ? undefined : expected);
}

/** Rule: an object with these methods, whatever else it has: a store, a clock, an adapter. */
export function anObjectWith(...methods: readonly string[]): OptionRule {
  return (value) =>
    isObject(value) && methods.every((name) => typeof Reflect.get(value, name) === "function")
      ? undefined
      : `an object with ${methods.join("(), ")}()`;
}

function unknownOption(
  subject: string,
  prefix: string,
  key: string,
  known: readonly string[],
): SessionaryError<"ERR_INVALID_OPTION"> {
  const near = known.find((name) => distance(name.toLowerCase(), key.toLowerCase()) < 3);
  const hint = near ? `, did you mean \`${prefix}${near}\`?` : "";
  return refusal(`${subject}: unknown option \`${prefix}${key}\`${hint}`);
}

/** Letters that one of the two has and the other has not: as good as an edit distance for names, and much shorter. */
function distance(a: string, b: string): number {
  let rest = a;
  for (const letter of b) rest = rest.replace(letter, "");
  return Math.max(rest.length, b.length - a.length + rest.length);
}

function refusal(message: string): SessionaryError<"ERR_INVALID_OPTION"> {
  return new SessionaryError("ERR_INVALID_OPTION", message);
}

const MAX_SHOWN = 40;

function show(value: unknown): string {
  switch (typeof value) {
    case "string":
      return `${JSON.stringify(cut(value.replace(/\/\/[^/]*@/, "//***@")))} (string)`;
    case "number":
    case "bigint":
    case "boolean":
      return `${value} (${typeof value})`;
    case "undefined":
      return "undefined";
    case "object":
      if (value === null) return "null";
      return Array.isArray(value) ? "an array" : "an object";
    case "function":
    case "symbol":
    default:
      return `a ${typeof value}`;
  }
}

function cut(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
