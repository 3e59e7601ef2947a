import type { Verdict } from "./verdict.ts";

/** What `use` does after a verdict. */
export type NextStep = "return" | "retry" | "exhausted" | "throw" | "stop";

/** What the decision depends on, beside the verdict. */
export interface Situation {
  readonly hasResponse: boolean;
  /** May the request be repeated although nobody knows whether it took effect? */
  readonly mayRepeat: boolean;
  readonly hasBudget: boolean;
}

/** Decides what becomes of a call whose exchange was judged. */
export function afterVerdict(verdict: Verdict, situation: Situation): NextStep {
  const { hasResponse, mayRepeat, hasBudget } = situation;
  switch (verdict) {
    case "ok":
    case "unused":
      return hasResponse ? "return" : "throw";
    case "stop":
      return "stop";
    case "inconclusive":
      if (mayRepeat && hasBudget) return "retry";
      // The site's answer, whatever it is, belongs to the caller.
      if (hasResponse) return "return";
      return mayRepeat ? "exhausted" : "throw";
    default:
      return hasBudget ? "retry" : "exhausted";
  }
}
