import type { Checker, Judgement, MaybePromise } from "@sessionary/core";
import type { Address } from "../../request/address.ts";
import type { ZyteRequest } from "../../request/zyte-request.ts";
import type { ZyteResponse } from "../../response/zyte-response.ts";
import { checkActions } from "../check-actions.ts";
import type { ZyteChecker, ZyteExchange } from "../hooks.ts";
import type { ZyteRequestOptions } from "../options.ts";
import { locationFor } from "../precedence.ts";
import type { ZyteSessionState } from "../state.ts";
import { wishWithVariant, type Rule, type Wiring } from "./rule.ts";

/** Judges responses, by the user's checker or by the default one; a session that is kept by cookies takes those of the good ones. */
export function wireCheck<Extra extends object>(
  rule: Rule<Extra>,
  { adapter }: Wiring<Extra>,
): Checker<ZyteRequest, ZyteResponse, ZyteSessionState<Extra>> {
  const check = checkerOf(rule.options) ?? defaultCheck(rule.options);
  return (exchange) => {
    const { phase, request, response, session, reading } = exchange;
    const wish = wishWithVariant(exchange.variant, rule);
    const location = locationFor(request, wish, rule.sources);
    const { variant } = wish;
    const asked = { phase, request, response, session, reading, variant, location };
    const judged = (judgement: Judgement): Judgement => {
      if (phase === "use" && isGood(judgement)) adapter.merge(response, session.state);
      return judgement;
    };
    const judgement = check(asked);
    // Most checks need not be waited for.
    return isPromise(judgement) ? judgement.then(judged) : judged(judgement);
  };
}

function checkerOf<Extra extends object>({
  check,
  checker,
}: ZyteRequestOptions<Extra>): ZyteChecker<Extra> | undefined {
  if (typeof checker === "object") return (exchange) => checker.check(exchange);
  return check ?? checker;
}

function defaultCheck<Extra extends object>({
  locationCheck,
  checkInitActions = true,
}: ZyteRequestOptions<Extra>): ZyteChecker<Extra> {
  return (exchange): MaybePromise<Judgement> => {
    const { phase, response, location } = exchange;
    if (location === undefined || locationCheck === undefined) {
      return checkActions(response, { phase, location, checkInitActions });
    }
    const judgement = checkActions(response, { phase, location: undefined, checkInitActions });
    if (judgement !== "ok") return judgement;
    return locationCheck(exchange as ZyteExchange<Extra> & { readonly location: Address });
  };
}

function isPromise<T>(value: MaybePromise<T>): value is Promise<T> {
  return typeof (value as { readonly then?: unknown } | null | undefined)?.then === "function";
}

function isGood(judgement: Judgement): boolean {
  const verdict = typeof judgement === "object" ? judgement.verdict : judgement;
  return verdict === true || verdict === "ok";
}
