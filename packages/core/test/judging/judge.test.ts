import { describe, expect, it } from "vitest";
import { isSessionaryError } from "../../src/errors/sessionary-error.ts";
import type { Outcome } from "../../src/judging/exchange.ts";
import { judge, type Judges } from "../../src/judging/judge.ts";
import type { Judgement } from "../../src/judging/verdict.ts";
import { initLater, stopPool } from "../../src/pool/signals.ts";
import { answered, failed } from "./outcomes.ts";

const nobody: Judges = {
  classify: undefined,
  adapterClassify: undefined,
  check: undefined,
  onCheckError: "invalid",
};

const boom = (): never => {
  throw new Error("boom");
};
const stop = (): never => stopPool("banned for good");
const later = (): never => initLater({ retryAfterMs: 5, reason: "maintenance" });
const judgedLater = (phase: Outcome["phase"]): unknown =>
  judge(answered({ phase }), { ...nobody, check: later });
const boomLater = async (): Promise<never> => boom();

describe("judge", () => {
  it("finds a response ok and an error unclassified when nobody judges", () => {
    expect(judge(answered(), nobody)).toEqual({ verdict: "ok" });
    expect(judge(failed(new Error("reset")), nobody)).toEqual({
      verdict: "inconclusive",
      unclassified: true,
    });
  });

  it("takes an outcome for an error even if undefined was thrown", () => {
    expect(judge(failed(undefined), nobody)).toMatchObject({ unclassified: true });
  });

  it("asks the user's classifier first, the adapter's next, the checker last", () => {
    const asked: string[] = [];
    const says = (who: string, judgement?: Judgement) => () => {
      asked.push(who);
      return judgement;
    };
    void judge(answered(), {
      ...nobody,
      classify: says("user"),
      adapterClassify: says("adapter"),
      check: says("check", true) as () => Judgement,
    });
    expect(asked).toEqual(["user", "adapter", "check"]);
  });

  it.each<[string, Partial<Judges>, string]>([
    [
      "the user's classifier wins",
      { classify: () => "expired", adapterClassify: boom, check: boom },
      "expired",
    ],
    [
      "the adapter's classifier spares the checker",
      { adapterClassify: () => "error", check: boom },
      "error",
    ],
    [
      "ok from a classifier leaves it to the checker",
      { classify: () => "ok", check: () => false },
      "invalid",
    ],
    ["a checker may give the use back", { check: () => "unused" }, "unused"],
  ])("%s", (_name, judges, verdict) => {
    expect(judge(answered(), { ...nobody, ...judges })).toEqual({ verdict });
  });

  it("never checks an error, whoever classifies it", () => {
    const judges = { ...nobody, check: boom };
    expect(judge(failed(new Error("reset")), judges)).toMatchObject({ unclassified: true });
    expect(judge(failed(new Error("reset")), { ...judges, classify: () => "ok" })).toEqual({
      verdict: "ok",
    });
    expect(
      judge(failed(new Error("reset")), { ...judges, adapterClassify: () => "error" }),
    ).toEqual({
      verdict: "error",
    });
  });

  it("keeps reason and rest of a judgement", () => {
    const judgement = { verdict: "throttled", reason: "429", retryAfterMs: 5 } as const;
    expect(judge(answered(), { ...nobody, check: () => judgement })).toEqual(judgement);
  });

  it("waits for whoever is asynchronous", async () => {
    const judged = judge(answered(), {
      ...nobody,
      classify: async () => undefined,
      adapterClassify: () => Promise.resolve("ok"),
      check: async () => ({ verdict: "invalid", reason: "wrong city" }),
    });
    expect(judged).toBeInstanceOf(Promise);
    expect(await judged).toEqual({ verdict: "invalid", reason: "wrong city" });
  });

  it("shows checkers the exchange and its phase", () => {
    const seen: unknown[] = [];
    const outcome = answered({ phase: "init" });
    void judge(outcome, { ...nobody, check: (exchange) => seen.push(exchange) > 0 });
    expect(seen).toEqual([outcome]);
  });
});

describe("judging code that throws", () => {
  const throwers: [string, Partial<Judges>][] = [
    ["check", { check: boom }],
    ["check", { check: boomLater }],
    ["classify", { classify: boom }],
    ["classify", { adapterClassify: boomLater }],
  ];

  it.each(throwers)("means what onCheckError says (%s)", async (name, judges) => {
    const checkError = { error: new Error("boom") };
    const reason = `${name} threw`;
    const judged = (onCheckError: Judges["onCheckError"]): unknown =>
      judge(answered(), { ...nobody, ...judges, onCheckError });
    expect(await judged("invalid")).toEqual({ verdict: "invalid", reason, checkError });
    expect(await judged("inconclusive")).toEqual({ verdict: "inconclusive", reason, checkError });
    expect(await judged("retire")).toEqual({
      verdict: "invalid",
      retireAs: "check",
      reason,
      checkError,
    });
  });

  it("includes answers that are no judgement", async () => {
    const check = (() => undefined) as unknown as () => Judgement;
    const judges = { ...nobody, check };
    for (const judged of [
      judge(answered(), judges),
      judge(answered(), { ...judges, check: async () => check() }),
    ]) {
      const { verdict, checkError } = await judged;
      expect(verdict).toBe("invalid");
      expect(isSessionaryError(checkError?.error, "ERR_INVALID_OPTION")).toBe(true);
      expect(String(checkError?.error)).toContain("check: expected `judgement` to be");
    }
  });

  it("stops the pool with stopPool, from a checker or a classifier", async () => {
    for (const judges of [{ check: stop }, { classify: stop }, { check: async () => stop() }]) {
      expect(await judge(answered(), { ...nobody, ...judges })).toEqual({
        verdict: "stop",
        reason: "banned for good",
      });
    }
  });

  it("puts an init off with initLater, and blames it in a use", () => {
    expect(judgedLater("init")).toEqual({
      verdict: "throttled",
      reason: "maintenance",
      retryAfterMs: 5,
    });
    expect(judgedLater("use")).toMatchObject({ verdict: "invalid", reason: "check threw" });
  });
});
