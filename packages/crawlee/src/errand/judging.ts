import type { DetailedVerdict, Judgement, MaybePromise, Verdict } from "@sessionary/core";
import type { CrawleeCheck, CrawleeClassify } from "../options.ts";
import type { CrawleeResponse } from "../crawlee-response.ts";
import { Errand, isNoResponse } from "./errand.ts";

/** Says what an outcome means by default. */
export type DefaultJudge = (
  outcome: Parameters<CrawleeClassify>[0],
) => MaybePromise<Judgement | undefined>;

/**
 * Asks the user's `classify`, and lets a crawler wait for the answer. Blame is answered at once, and ends the lease; for
 * what is nobody's fault the lease lasts until the crawler is done.
 */
export function judgingClassify(
  classify: CrawleeClassify | undefined,
  byDefault: DefaultJudge,
): CrawleeClassify {
  return async (outcome) => {
    const { phase, request, response } = outcome;
    const errand = phase === "use" ? Errand.for(request, response) : undefined;
    if (errand === undefined) return classify?.(outcome);
    // No response: the crawler is done already. What handlers said comes first, then what the error says.
    if (response === undefined) return errand.blame ?? errand.whileWanted(classify?.(outcome));
    if (isNoResponse(response)) return errand.plainVerdict;
    const own = await errand.whileWanted(classify?.(outcome));
    const judgement = own ?? (await byDefault(outcome));
    if (judgement === undefined || verdictOf(judgement) !== "inconclusive")
      return worse(judgement, errand);
    // Whether a crawler hands a 500 to its handler is for its own options to say.
    await errand.pass(own === undefined ? "handle" : "repeat");
    return errand.blame ?? judgement;
  };
}

/** The same for the user's `check`. It has the last word about responses that are good so far. */
export function judgingCheck(check: CrawleeCheck | undefined): CrawleeCheck {
  return async (exchange) => {
    const { phase, request, response } = exchange;
    const errand = phase === "use" ? Errand.for(request, response) : undefined;
    if (isNoResponse(response)) return errand?.plainVerdict ?? true;
    const judging = check === undefined ? true : check(withContext(exchange));
    if (errand === undefined) return judging;
    const judgement = await errand.whileWanted(judging);
    const verdict = verdictOf(judgement);
    if (verdict !== "ok" && verdict !== "inconclusive") return worse(judgement, errand);
    await errand.pass(verdict === "ok" ? "handle" : "repeat");
    return errand.blame ?? judgement;
  };
}

/** A session that its user has retired is not kept because a page says less. */
function worse<Said extends Judgement | undefined>(
  said: Said,
  { blame }: Errand,
): Said | DetailedVerdict {
  if (said === undefined || verdictOf(said) === "stop") return said;
  return blame?.verdict === "expired" ? blame : said;
}

/** `context` and `page` beside what every adapter gives. */
function withContext<Exchange extends { readonly response: CrawleeResponse }>(
  exchange: Exchange,
): Exchange & { readonly context: unknown; readonly page: unknown } {
  const { context } = exchange.response;
  const page: unknown = Reflect.get(Object(context), "page");
  return { ...exchange, context, page };
}

/** What a judgement says; what is none is for the engine to refuse. */
function verdictOf(judgement: unknown): Verdict | undefined {
  if (typeof judgement === "boolean") return judgement ? "ok" : "invalid";
  const verdict: unknown =
    typeof judgement === "object" && judgement !== null
      ? Reflect.get(judgement, "verdict")
      : judgement;
  return verdict as Verdict | undefined;
}
