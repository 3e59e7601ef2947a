import { copyJson } from "../../request/copy-json.ts";
import { SessionGone } from "../life/session-gone.ts";
import type { ZyteRequestOptions } from "../options.ts";
import { wishOf } from "../wish.ts";
import { lifeLimits } from "./life-limits.ts";
import { wishWithVariant, type Rule, type WiredRule, type Wiring } from "./rule.ts";
import { wireCheck } from "./wire-check.ts";
import { wireInit } from "./wire-init.ts";

/** The options of a rule in the form the engine takes. */
export function wireRule<Extra extends object>(
  rule: Rule<Extra>,
  wiring: Wiring<Extra>,
): WiredRule<Extra> {
  const { enabled, classify, prepare } = rule.options;
  return {
    ...(enabled === undefined ? {} : { enabled }),
    ...(rule.ownVariant === undefined ? {} : { variant: { variant: rule.ownVariant } }),
    poolName: wirePoolName(rule, wiring),
    init: wireInit(rule, wiring),
    check: wireCheck(rule, wiring),
    ...(classify && { classify: wireClassify(rule, classify) }),
    ...(prepare && { prepare: wirePrepare(prepare, wiring) }),
  };
}

function wirePoolName<Extra extends object>(
  rule: Rule<Extra>,
  { names, adapter }: Wiring<Extra>,
): NonNullable<WiredRule<Extra>["poolName"]> {
  const { poolName } = rule.options;
  return (request, variant) => {
    const { location, params, cookieMode, variant: own = rule.ownVariant } = wishOf(variant);
    const usual = rule.options.cookieMode ?? false;
    const mode = cookieMode ?? usual;
    adapter.expectMode(request, mode);
    const suffix = mode === usual ? "" : mode ? " by cookies" : " by id";
    const choice = poolName
      ? poolName(request, own, { ...(location && { location }), ...(params && { params }) })
      : names.nameOf(request.url, { location, params, variant: own }) + suffix;
    if (mode === rule.usualCookieMode) return choice;
    // The client's pools are set up for lives of the other kind.
    return { ...lifeLimits(mode), ...(typeof choice === "string" ? { name: choice } : choice) };
  };
}

function wireClassify<Extra extends object>(
  rule: Rule<Extra>,
  classify: NonNullable<ZyteRequestOptions<Extra>["classify"]>,
): NonNullable<WiredRule<Extra>["classify"]> {
  return (outcome) =>
    outcome.error instanceof SessionGone
      ? undefined
      : classify({ ...outcome, variant: wishWithVariant(outcome.variant, rule).variant });
}

function wirePrepare<Extra extends object>(
  prepare: NonNullable<ZyteRequestOptions<Extra>["prepare"]>,
  { adapter }: Wiring<Extra>,
): NonNullable<WiredRule<Extra>["prepare"]> {
  return async (request, session) => {
    // A copy for each attempt: what the last one edited is not edited again.
    const copy = copyJson(request);
    return adapter.standIn((await prepare(copy, session)) ?? copy, request);
  };
}
