import type { Judgement } from "../judging/verdict.ts";

/** `ok`, or `invalid` with the reason. A reason says what was expected, and nothing of what the body says. */
export function metOr(met: boolean, reason: string): Judgement {
  return met || { verdict: "invalid", reason };
}
