import { describe, expect, it } from "vitest";
import { isSessionaryError } from "../../src/errors/sessionary-error.ts";
import { normalizeJudgement } from "../../src/judging/judgement.ts";
import type { Judgement, Verdict } from "../../src/judging/verdict.ts";

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

describe("normalizeJudgement", () => {
  it("reads true as ok and false as invalid", () => {
    expect(normalizeJudgement(true)).toEqual({ verdict: "ok" });
    expect(normalizeJudgement(false)).toEqual({ verdict: "invalid" });
  });

  it.each(verdicts)("takes %s short and long", (verdict) => {
    const detailed = { verdict, reason: "because", retryAfterMs: 0 };
    expect(normalizeJudgement(verdict)).toEqual({ verdict });
    expect(normalizeJudgement(detailed)).toEqual(detailed);
  });

  it("answers the same frozen object for the same plain verdict", () => {
    expect(normalizeJudgement("ok")).toBe(normalizeJudgement(true));
    expect(Object.isFrozen(normalizeJudgement("error"))).toBe(true);
  });

  it.each<[unknown, string]>([
    [undefined, "`judgement` to be a boolean, a verdict or { verdict }, got undefined"],
    [null, "`judgement` to be a boolean, a verdict or { verdict }, got null"],
    [1, "`judgement` to be a boolean, a verdict or { verdict }, got 1 (number)"],
    ["good", '`judgement` to be a boolean, a verdict or { verdict }, got "good" (string)'],
    ["toString", '`judgement` to be a boolean, a verdict or { verdict }, got "toString" (string)'],
    [{}, "`judgement` to be a boolean, a verdict or { verdict }, got an object"],
    [
      { verdict: "throttled", retryAfterMs: -1 },
      "`retryAfterMs` to be a number of milliseconds >= 0, got -1 (number)",
    ],
    [
      { verdict: "throttled", retryAfterMs: NaN },
      "`retryAfterMs` to be a number of milliseconds >= 0, got NaN (number)",
    ],
    [{ verdict: "stop", reason: 1 }, "`reason` to be a non-empty string, got 1 (number)"],
  ])("refuses %o", (judgement, words) => {
    expect(() => normalizeJudgement(judgement as Judgement, "check")).toThrow(
      `check: expected ${words}`,
    );
  });

  it("refuses verdicts and details it does not know", () => {
    const error = refusal({ verdict: "fine" });
    expect(isSessionaryError(error, "ERR_INVALID_OPTION")).toBe(true);
    expect(String(error)).toContain('Judgement: expected `verdict` to be "ok" or "error" or');
    expect(String(refusal({ verdict: "throttled", retryAfter: 1 }))).toContain(
      "Judgement: unknown option `retryAfter`, did you mean `retryAfterMs`?",
    );
  });
});

function refusal(judgement: object): unknown {
  try {
    return normalizeJudgement(judgement as Judgement);
  } catch (error) {
    return error;
  }
}
