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

/** The plain verdicts, made once: judging an ordinary exchange allocates nothing. */
const plain: { readonly [verdict in Verdict]: DetailedVerdict } = {
  ok: just("ok"),
  error: just("error"),
  invalid: just("invalid"),
  expired: just("expired"),
  throttled: just("throttled"),
  inconclusive: just("inconclusive"),
  unused: just("unused"),
  stop: just("stop"),
};

const rules: OptionRules<DetailedVerdict> = {
  verdict: oneOf(...Object.keys(plain)),
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
  if (judgement === true) return plain.ok;
  if (judgement === false) return plain.invalid;
  if (typeof judgement === "string" && Object.hasOwn(plain, judgement)) return plain[judgement];
  if (!isObject(judgement) || !judgement.verdict) {
    throw invalidOption(subject, "judgement", "a boolean, a verdict or { verdict }", judgement);
  }
  expectOptions(subject, judgement, rules);
  return judgement;
}

function just(verdict: Verdict): DetailedVerdict {
  return Object.freeze({ verdict });
}
