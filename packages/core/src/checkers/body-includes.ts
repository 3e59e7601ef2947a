import type { Checker } from "../judging/exchange.ts";
import { aString } from "../options/expect.ts";
import { expectSome } from "./expect-some.ts";
import { metOr } from "./met-or.ts";

/**
 * Expects the body to contain all of these texts.
 *
 * @throws `ERR_INVALID_OPTION` when none is given, or one is empty
 */
export function bodyIncludes(...texts: readonly string[]): Checker {
  expectSome("bodyIncludes", "texts", texts, aString);
  return async ({ reading }) => {
    const body = await reading.text();
    const missing = texts.find((text) => !body.includes(text));
    return metOr(missing === undefined, `body without ${JSON.stringify(missing)}`);
  };
}
