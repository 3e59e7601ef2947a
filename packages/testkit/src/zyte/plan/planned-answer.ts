import { askForPayment, fail, type Answer } from "../answer.ts";
import { blankProblem, problemOf, type ZyteProblem } from "../problems/problem.ts";
import { typeOfStatus } from "../problems/problem-types.ts";
import type { ZytePlannedAnswer } from "./plan-step.ts";

/** The answer a step asks for; undefined if the request is to go its usual way. */
export function answerOf(step: ZytePlannedAnswer, url: string): Answer | undefined {
  const { status, type, as, retryAfter, cut } = step;
  if (cut === "before") return { status: 0, headers: {}, body: "", cut };
  if (type === undefined && as === undefined && (status === undefined || status === 200))
    return undefined;
  const cutting = cut === undefined ? {} : { cut };
  if (status === 402 && type === undefined && as === undefined)
    return { ...askForPayment(url), ...cutting };
  const problem = problemFor(step, new URL(url).hostname);
  const { type: known, ...answer } = fail(problem, {
    status: status ?? problem.status,
    ...(as !== undefined && { shape: as }),
    retryAfter,
  });
  return {
    ...answer,
    ...(known !== undefined && showsType(step) && { type: known }),
    ...cutting,
    isSpoilt: answer.status < 400,
  };
}

function problemFor(
  { status = 500, type, detail }: ZytePlannedAnswer,
  hostname: string,
): ZyteProblem {
  const known = type ?? typeOfStatus(status);
  const given = {
    ...(detail !== undefined && { detail }),
    ...(known === "/download/domain-forbidden" && { blockedDomain: hostname }),
  };
  if (known === undefined) return { ...blankProblem(status, "The plan says so."), ...given };
  return problemOf(known, given);
}

/** Whether a client can read the problem type at all. */
function showsType({ as = "problem" }: ZytePlannedAnswer): boolean {
  return as === "problem" || as === "json" || as === "mislabelled";
}
