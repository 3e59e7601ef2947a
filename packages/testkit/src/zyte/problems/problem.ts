import { PROBLEMS, type ZyteProblemType } from "./problem-types.ts";

/** The body of an error, as RFC 9457 has it; `type` is a relative reference. */
export interface ZyteProblem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** With `/download/domain-forbidden` only. */
  readonly blockedDomain?: string;
}

/** The problem of a type, with another detail or status if one is given. */
export function problemOf(
  type: ZyteProblemType,
  given: Partial<Omit<ZyteProblem, "type">> = {},
): ZyteProblem {
  const { status, title, detail } = PROBLEMS[type];
  return { type, title, status, detail, ...given };
}

/** A status of which the service says no more than HTTP does. */
export function blankProblem(status: number, detail: string): ZyteProblem {
  return { type: "about:blank", title: `HTTP ${status}`, status, detail };
}
