import type { Checker } from "../judging/exchange.ts";
import { normalizeJudgement } from "../judging/judgement.ts";
import type { DetailedVerdict } from "../judging/verdict.ts";
import { andThen } from "../maybe-promise.ts";
import { aFunction } from "../options/expect.ts";
import type { MaybePromise } from "../types.ts";
import { expectSome } from "./expect-some.ts";

/** Asks one checker after the other, until one answers what `ends` it or was the last. */
export function inTurn<Request, Response, State>(
  subject: string,
  checkers: readonly Checker<Request, Response, State>[],
  ends: (judgement: DetailedVerdict) => boolean,
): Checker<Request, Response, State> {
  expectSome(subject, "checkers", checkers, aFunction);
  return (exchange) => {
    const ask = (
      checker: Checker<Request, Response, State>,
      index: number,
    ): MaybePromise<DetailedVerdict> =>
      andThen(checker(exchange), (judgement) => {
        const judged = normalizeJudgement(judgement, "check");
        const further = checkers[index + 1];
        return further === undefined || ends(judged) ? judged : ask(further, index + 1);
      });
    const [first] = checkers;
    return first === undefined ? true : ask(first, 0);
  };
}
