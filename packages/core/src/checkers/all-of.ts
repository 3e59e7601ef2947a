import type { Checker } from "../judging/exchange.ts";
import { inTurn } from "./in-turn.ts";

/**
 * A checker that is content when all of these are. Asks them in order, and answers with the first judgement that is not `ok`.
 *
 * @throws `ERR_INVALID_OPTION` when none is given, or one is no function
 * @example
 * ```ts
 * import { allOf, bodyIncludes, createSessionPool, status } from "@sessionary/core";
 *
 * const pool = createSessionPool({ check: allOf(status("2xx"), bodyIncludes("04662")) });
 * ```
 */
export function allOf<Request, Response, State>(
  ...checkers: readonly Checker<Request, Response, State>[]
): Checker<Request, Response, State> {
  return inTurn("allOf", checkers, (judgement) => judgement.verdict !== "ok");
}
