import { describe, expect, expectTypeOf, it } from "vitest";
import { allOf } from "../../src/checkers/all-of.ts";
import { anyOf } from "../../src/checkers/any-of.ts";
import { not } from "../../src/checkers/not.ts";
import { onPhase } from "../../src/checkers/on-phase.ts";
import { status } from "../../src/checkers/status.ts";
import type { Checker } from "../../src/judging/exchange.ts";
import type { Judgement } from "../../src/judging/verdict.ts";
import { answered } from "../judging/outcomes.ts";

const pass: Checker = () => true;
const fail: Checker = () => ({ verdict: "invalid", reason: "wrong city" });
const slowPass: Checker = async () => true;
const slowFail: Checker = async () => false;
const never: Checker = () => {
  throw new Error("asked");
};

const own: Checker<string, { readonly zip: string }> = ({ response }) => response.zip === "1";

function verdictOf(judgement: Judgement): unknown {
  return typeof judgement === "object" ? judgement.verdict : judgement;
}

describe("allOf", () => {
  it("is content when all are, at once if they are", () => {
    expect(allOf(pass, pass)(answered())).toEqual({ verdict: "ok" });
  });

  it("answers with the first that is not, and asks no further", async () => {
    expect(allOf(pass, fail, never)(answered())).toEqual({
      verdict: "invalid",
      reason: "wrong city",
    });
    expect(await allOf(slowPass, slowFail, never)(answered())).toEqual({ verdict: "invalid" });
    expect(allOf(() => "throttled", never)(answered())).toEqual({ verdict: "throttled" });
  });

  it("waits for the asynchronous ones", async () => {
    expect(await allOf(slowPass, pass, slowPass)(answered())).toEqual({ verdict: "ok" });
  });
});

describe("anyOf", () => {
  it("is content with the first that is, and asks no further", async () => {
    expect(anyOf(fail, pass, never)(answered())).toEqual({ verdict: "ok" });
    expect(await anyOf(slowFail, slowPass, never)(answered())).toEqual({ verdict: "ok" });
  });

  it("answers as the last when none is", () => {
    expect(anyOf(() => "error", fail)(answered())).toEqual({
      verdict: "invalid",
      reason: "wrong city",
    });
    expect(anyOf(fail, () => "expired")(answered())).toEqual({ verdict: "expired" });
  });
});

describe("not", () => {
  it("turns ok and invalid round", async () => {
    expect(not(pass)(answered())).toEqual({ verdict: "invalid", reason: "not expected" });
    expect(not(fail)(answered())).toBe("ok");
    expect(await not(slowFail)(answered())).toBe("ok");
  });

  it.each(["error", "expired", "throttled", "inconclusive", "unused", "stop"] as const)(
    "leaves %s alone",
    (verdict) => {
      expect(not(() => verdict)(answered())).toEqual({ verdict });
    },
  );
});

describe("onPhase", () => {
  it("asks its checker in its phase only", () => {
    expect(onPhase("init", fail)(answered({ phase: "init" }))).toMatchObject({
      verdict: "invalid",
    });
    expect(onPhase("init", never)(answered({ phase: "use" }))).toBe(true);
  });
});

describe("combinators", () => {
  it("nest", () => {
    const check = allOf(anyOf(fail, not(fail)), onPhase("use", pass));
    expect(verdictOf(check(answered()) as Judgement)).toBe("ok");
  });

  it("take portable checkers beside those of one client", () => {
    const check = allOf(status("2xx"), own);
    expectTypeOf(check).toExtend<Checker<string, { readonly zip: string }>>();
    expect(check(answered({ response: { zip: "1" } }) as never)).toEqual({ verdict: "ok" });
  });

  it("refuse an answer that is no judgement", () => {
    const check = allOf((() => undefined) as unknown as Checker);
    expect(() => check(answered())).toThrow("check: expected `judgement` to be a boolean");
  });

  it.each<[string, () => unknown]>([
    ["allOf: expected `checkers` to be given, got undefined", () => allOf()],
    [
      "anyOf: expected `checkers[1]` to be a function, got true (boolean)",
      () => anyOf(pass, true as never),
    ],
    ["not: expected `checker` to be a function, got undefined", () => not(undefined as never)],
    [
      'onPhase: expected `phase` to be "init" or "use", got "start" (string)',
      () => onPhase("start" as never, pass),
    ],
    [
      "onPhase: expected `checker` to be a function, got an object",
      () => onPhase("use", {} as never),
    ],
  ])("refuse wrong arguments: %s", (message, make) => {
    expect(make).toThrow(message);
  });
});
