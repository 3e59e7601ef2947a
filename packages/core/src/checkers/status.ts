import type { Checker } from "../judging/exchange.ts";
import type { OptionRule } from "../options/expect.ts";
import { expectSome } from "./expect-some.ts";
import { metOr } from "./met-or.ts";

/** A status, a class of them, or a function that knows. */
export type StatusMatch =
  | number
  | "1xx"
  | "2xx"
  | "3xx"
  | "4xx"
  | "5xx"
  | ((status: number) => boolean);

/**
 * Expects the response to have one of these statuses.
 *
 * @throws `ERR_INVALID_OPTION` when none is given, or one is no status
 * @example
 * ```ts
 * import { status } from "@sessionary/core";
 *
 * const check = status("2xx", 404, (code) => code >= 500 && code !== 503);
 * ```
 */
export function status(...expected: readonly StatusMatch[]): Checker {
  expectSome("status", "expected", expected, aStatus);
  const names = expected.map((match) => (typeof match === "function" ? "another" : match));
  return ({ reading }) => {
    const code = reading.status;
    const met = expected.some((match) => {
      if (typeof match === "function") return match(code);
      return match === code || match === `${Math.floor(code / 100)}xx`;
    });
    return metOr(met, `status ${code}, expected ${names.join(" or ")}`);
  };
}

const aStatus: OptionRule = (value) =>
  typeof value === "function" || Number.isInteger(value) || /^[1-5]xx$/.test(String(value))
    ? undefined
    : 'a status, a class like "2xx" or a function';
