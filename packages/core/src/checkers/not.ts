import type { Checker } from "../judging/exchange.ts";
import { normalizeJudgement } from "../judging/judgement.ts";
import { andThen } from "../maybe-promise.ts";
import { aFunction, expectOption } from "../options/expect.ts";

/**
 * The opposite of a checker: `ok` for `invalid`, and `invalid` for `ok`. Other verdicts stay what they are.
 *
 * @throws `ERR_INVALID_OPTION` when it is given no function
 */
export function not<Request, Response, State>(
  checker: Checker<Request, Response, State>,
): Checker<Request, Response, State> {
  expectOption("not", "checker", checker, aFunction);
  return (exchange) =>
    andThen(checker(exchange), (judgement) => {
      const judged = normalizeJudgement(judgement, "check");
      if (judged.verdict === "invalid") return "ok";
      return judged.verdict === "ok" ? { verdict: "invalid", reason: "not expected" } : judged;
    });
}
