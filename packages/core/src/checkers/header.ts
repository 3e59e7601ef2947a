import type { Checker } from "../judging/exchange.ts";
import { aString, expectOption, type OptionRule } from "../options/expect.ts";
import { metOr } from "./met-or.ts";

/**
 * Expects a response header that is this text, matches this expression, or satisfies this function. A missing header never does.
 *
 * @param name - case-insensitive
 * @throws `ERR_INVALID_OPTION`
 * @example
 * ```ts
 * import { header } from "@sessionary/core";
 *
 * const check = header("content-type", /^text\/html\b/);
 * ```
 */
export function header(
  name: string,
  match: string | RegExp | ((value: string) => boolean),
): Checker {
  expectOption("header", "name", name, aString);
  expectOption("header", "match", match, aMatch);
  const expected = typeof match === "function" ? "another value" : String(match);
  return ({ reading }) => {
    const value = reading.headers.get(name);
    return metOr(value !== null && fits(value, match), `header ${name}, expected ${expected}`);
  };
}

function fits(value: string, match: string | RegExp | ((value: string) => boolean)): boolean {
  if (typeof match === "string") return value === match;
  // `search`, since `test` of an expression with the flag `g` goes on where it last ended.
  return typeof match === "function" ? match(value) : value.search(match) >= 0;
}

const aMatch: OptionRule = (value) =>
  typeof value === "string" || typeof value === "function" || value instanceof RegExp
    ? undefined
    : "a string, a RegExp or a function";
