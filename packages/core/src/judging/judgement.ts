import {
  aDuration,
  aString,
  expectOptions,
  invalidOption,
  isObject,
  oneOf,
  type OptionRules,
} from "../options/expect.ts";
import type { DetailedVerdict, Judgement, Verdict } from "./verdict.ts";

const verdicts: readonly Verdict[] = [
  "ok",
  "error",
  "invalid",
  "expired",
  "throttled",
  "inconclusive",
  "unused",
  "stop",
];

/** The plain verdicts, made once: judging an ordinary exchange allocates nothing. */
const plain: ReadonlyMap<unknown, DetailedVerdict> = new Map(
  verdicts.map((verdict) => [verdict, Object.freeze({ verdict })]),
);

const rules: OptionRules<DetailedVerdict> = {
  verdict: oneOf(...verdicts),
  reason: aString,
  retryAfterMs: aDuration,
};

/**
 * What a judgement says, in its one long form.
 *
 * @param subject - whose judgement it is, for the message
 * @throws `ERR_INVALID_OPTION` for something that is no judgement
 */
export function normalizeJudgement(judgement: Judgement, subject = "Judgement"): DetailedVerdict {
  const verdict = typeof judgement === "boolean" ? (judgement ? "ok" : "invalid") : judgement;
  const known = plain.get(verdict);
  if (known !== undefined) return known;
  if (!isObject(judgement) || !judgement.verdict) {
    throw invalidOption(subject, "judgement", "a boolean, a verdict or { verdict }", judgement);
  }
  expectOptions(subject, judgement, rules);
  return judgement;
}
