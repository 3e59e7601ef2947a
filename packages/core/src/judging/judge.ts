import { andThen, isPromise } from "../maybe-promise.ts";
import type { PoolSettings } from "../options/pool-options.ts";
import { readLater, readStop } from "../pool/signals.ts";
import type { RetireReason } from "../session/session.ts";
import type { MaybePromise } from "../types.ts";
import type { Checker, Classifier, Outcome } from "./exchange.ts";
import { normalizeJudgement } from "./judgement.ts";
import type { DetailedVerdict, Judgement } from "./verdict.ts";

/** Who judges, in this order. */
export interface Judges<State = unknown, Request = unknown, Response = unknown> {
  readonly classify: Classifier<Request, Response, State> | undefined;
  readonly adapterClassify: Classifier<Request, Response, State> | undefined;
  readonly check: Checker<Request, Response, State> | undefined;
  readonly onCheckError: NonNullable<PoolSettings["onCheckError"]>;
}

/** A verdict, and how it came about where that matters. The reason of a `stop` is the one the pool closes with. */
export interface Judged extends DetailedVerdict {
  /** Judging code threw this, or answered something that is no judgement; the verdict is what `onCheckError` makes of it. */
  readonly checkError?: { readonly error: unknown };
  /** The session leaves its pool now, for this reason, whatever its limits say. */
  readonly retireAs?: RetireReason;
  /** An error that nobody classified: the caller's own, as far as the pool knows. */
  readonly unclassified?: true;
}

const OK = normalizeJudgement(true);
const UNCLASSIFIED: Judged = Object.freeze({ verdict: "inconclusive", unclassified: true });

/**
 * Judges an outcome: the user's classifier sees every one, then the adapter's; a response neither has judged is `ok`, and the checker runs on
 * responses that are `ok` so far. Answers at once unless judging code is asynchronous, and never throws.
 */
export function judge<State, Request, Response>(
  outcome: Outcome<Response, Request, State>,
  judges: Judges<State, Request, Response>,
): MaybePromise<Judged> {
  const { classify, adapterClassify } = judges;
  if (classify === undefined && adapterClassify === undefined) {
    return check(outcome, judges, undefined);
  }
  const mine = ask("classify", classify, outcome, judges);
  const first = andThen(mine, (judged) => {
    return judged ?? ask("classify", adapterClassify, outcome, judges);
  });
  return andThen(first, (judged) => check(outcome, judges, judged));
}

function check<State, Request, Response>(
  outcome: Outcome<Response, Request, State>,
  judges: Judges<State, Request, Response>,
  soFar: Judged | undefined,
): MaybePromise<Judged> {
  if (outcome.reading === undefined) return soFar ?? UNCLASSIFIED;
  const judged = soFar ?? OK;
  if (judged.verdict !== "ok") return judged;
  return andThen(ask("check", judges.check, outcome, judges), (last) => last ?? judged);
}

/** `undefined` where nobody is there to ask, or a classifier passes. */
function ask<Exchange extends Pick<Outcome, "phase">>(
  name: "classify" | "check",
  judging: ((exchange: Exchange) => MaybePromise<Judgement | undefined>) | undefined,
  exchange: Exchange,
  judges: Pick<Judges, "onCheckError">,
): MaybePromise<Judged | undefined> {
  if (judging === undefined) return undefined;
  try {
    const judgement = judging(exchange);
    return isPromise(judgement)
      ? readLate(name, judgement, exchange, judges)
      : read(name, judgement);
  } catch (error) {
    return failed(name, error, exchange, judges);
  }
}

async function readLate(
  name: "classify" | "check",
  judgement: Promise<Judgement | undefined>,
  outcome: Pick<Outcome, "phase">,
  judges: Pick<Judges, "onCheckError">,
): Promise<Judged | undefined> {
  try {
    return read(name, await judgement);
  } catch (error) {
    return failed(name, error, outcome, judges);
  }
}

function read(name: "classify" | "check", judgement: Judgement | undefined): Judged | undefined {
  if (judgement === undefined && name === "classify") return undefined;
  return normalizeJudgement(judgement as Judgement, name);
}

function failed(
  name: "classify" | "check",
  error: unknown,
  { phase }: Pick<Outcome, "phase">,
  { onCheckError }: Pick<Judges, "onCheckError">,
): Judged {
  const stop = readStop(error);
  if (stop !== undefined) return { verdict: "stop", reason: stop };
  const later = phase === "init" ? readLater(error) : undefined;
  if (later !== undefined) return { ...later, verdict: "throttled" };
  const thrown = { reason: `${name} threw`, checkError: { error } };
  if (onCheckError === "retire") return { ...thrown, verdict: "invalid", retireAs: "check" };
  return { ...thrown, verdict: onCheckError };
}
