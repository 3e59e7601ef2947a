import type { Checker } from "../judging/exchange.ts";
import { inTurn } from "./in-turn.ts";

/**
 * A checker that is content when one of these is. Asks them in order until one says `ok`, else answers as the last did.
 *
 * @throws `ERR_INVALID_OPTION` when none is given, or one is no function
 */
export function anyOf<Request, Response, State>(
  ...checkers: readonly Checker<Request, Response, State>[]
): Checker<Request, Response, State> {
  return inTurn("anyOf", checkers, (judgement) => judgement.verdict === "ok");
}
