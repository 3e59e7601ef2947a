import type { Checker, Phase } from "../judging/exchange.ts";
import { aFunction, expectOption, oneOf } from "../options/expect.ts";

/**
 * A checker for one phase only; exchanges of the other are `ok`.
 *
 * @throws `ERR_INVALID_OPTION`
 * @example
 * ```ts
 * import { bodyIncludes, onPhase } from "@sessionary/core";
 *
 * const check = onPhase("init", bodyIncludes("Deliver to 04662"));
 * ```
 */
export function onPhase<Request, Response, State>(
  phase: Phase,
  checker: Checker<Request, Response, State>,
): Checker<Request, Response, State> {
  expectOption("onPhase", "phase", phase, oneOf("init", "use"));
  expectOption("onPhase", "checker", checker, aFunction);
  return (exchange) => exchange.phase !== phase || checker(exchange);
}
