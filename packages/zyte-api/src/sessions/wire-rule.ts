import type {
  AdapterInit,
  Checker,
  Classifier,
  JsonValue,
  Judgement,
  MaybePromise,
  RequestOptions,
} from "@sessionary/core";
import type { Address } from "../request/address.ts";
import type { ZyteRequest } from "../request/zyte-request.ts";
import type { ZyteResponse } from "../response/zyte-response.ts";
import type { ZyteAdapter } from "./adapter.ts";
import { checkActions } from "./check-actions.ts";
import type { ZyteChecker, ZyteExchange } from "./hooks.ts";
import { SessionGone } from "./live-sessions.ts";
import { lifeLimits } from "./life-limits.ts";
import type { ZyteRequestOptions } from "./options.ts";
import type { PoolNames } from "./pool-names.ts";
import { initQuery, locationFor, paramsFor, type InitSources } from "./precedence.ts";
import type { ZyteSessionState } from "./state.ts";
import { wishOf, type SessionWish } from "./wish.ts";

/** What holds for the requests of the client, or of one profile. */
export interface Rule<Extra extends object> {
  /** The options of the profile over those of the client. */
  readonly options: ZyteRequestOptions<Extra>;
  readonly sources: Pick<InitSources, "client" | "profile">;
  /** The profile's own variant, which names a pool. */
  readonly ownVariant: JsonValue | undefined;
  /** The mode that the pools of the client are set up for. */
  readonly usualCookieMode: boolean;
}

/** What every rule works with. */
export interface Wiring<Extra extends object> {
  readonly adapter: ZyteAdapter<ZyteSessionState<Extra>>;
  readonly names: PoolNames;
}

/** The engine's words for a rule. */
type Wired<Extra extends object> = RequestOptions<
  ZyteSessionState<Extra>,
  ZyteRequest,
  ZyteResponse
>;

/** The options of a rule in the form the engine takes. */
export function wireRule<Extra extends object>(
  rule: Rule<Extra>,
  wiring: Wiring<Extra>,
): Wired<Extra> {
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
  { names }: Wiring<Extra>,
): NonNullable<Wired<Extra>["poolName"]> {
  const { poolName } = rule.options;
  return (request, variant) => {
    const { location, params, cookieMode } = wishOf(variant);
    const { variant: own = rule.ownVariant } = wishOf(variant);
    if (poolName) {
      const given = { ...(location && { location }), ...(params && { params }) };
      return poolName(request, own, given);
    }
    const usual = rule.options.cookieMode ?? false;
    const mode = cookieMode ?? usual;
    const suffix = mode === usual ? "" : mode ? " by cookies" : " by id";
    const name = names.nameOf(request.url, { location, params, variant: own }) + suffix;
    return mode === rule.usualCookieMode ? name : { name, ...lifeLimits(mode) };
  };
}

function wireInit<Extra extends object>(
  rule: Rule<Extra>,
  { adapter }: Wiring<Extra>,
): AdapterInit<ZyteSessionState<Extra>, ZyteRequest, ZyteResponse> {
  const { init, locationParams, cookieMode = false } = rule.options;
  const sources = { ...rule.sources, ...(locationParams && { locationParams }) };
  return async (context) => {
    const { request, state } = context;
    const wish = wishWithVariant(context.variant, rule);
    state.cookieMode = wish.cookieMode ?? cookieMode;
    const params = () => paramsFor(request, wish, sources);
    if (init === undefined) {
      const query = initQuery(await params(), request);
      await context.check(await context.send(adapter.forInit(query)));
      return undefined;
    }
    const { id, slot, attempt } = context;
    const patch = await init({
      id,
      slot,
      attempt,
      state,
      request,
      variant: wish.variant,
      location: locationFor(request, wish, sources),
      params,
      get signal() {
        return context.signal;
      },
      send: (query) => context.send(adapter.forInit(initQuery(query, request))),
      check: (response) => context.check(response),
    });
    if (patch === false) return false;
    return patch === true ? undefined : patch;
  };
}

function wireCheck<Extra extends object>(
  rule: Rule<Extra>,
  { adapter }: Wiring<Extra>,
): Checker<ZyteRequest, ZyteResponse, ZyteSessionState<Extra>> {
  const check = checkerOf(rule.options) ?? defaultCheck(rule.options);
  return async (exchange) => {
    const { phase, request, response, session, reading } = exchange;
    const wish = wishWithVariant(exchange.variant, rule);
    const location = locationFor(request, wish, rule.sources);
    const { variant } = wish;
    const asked = { phase, request, response, session, reading, variant, location };
    const judgement = await check(asked);
    if (phase === "use" && isGood(judgement)) adapter.merge(response, session.state);
    return judgement;
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

function wireClassify<Extra extends object>(
  rule: Rule<Extra>,
  classify: NonNullable<ZyteRequestOptions<Extra>["classify"]>,
): Classifier<ZyteRequest, ZyteResponse, ZyteSessionState<Extra>> {
  return (outcome) =>
    outcome.error instanceof SessionGone
      ? undefined
      : classify({ ...outcome, variant: wishWithVariant(outcome.variant, rule).variant });
}

function wirePrepare<Extra extends object>(
  prepare: NonNullable<ZyteRequestOptions<Extra>["prepare"]>,
  { adapter }: Wiring<Extra>,
): NonNullable<Wired<Extra>["prepare"]> {
  return async (request, session) => {
    // A copy for each attempt: what the last one edited is not edited again.
    const copy = { ...request };
    return adapter.standIn((await prepare(copy, session)) ?? copy, request);
  };
}

/** What a request wishes, with the variant that holds where it names none. */
function wishWithVariant<Extra extends object>(
  variant: JsonValue | undefined,
  { ownVariant, options }: Rule<Extra>,
): SessionWish {
  const wish = wishOf(variant);
  return { ...wish, variant: wish.variant ?? ownVariant ?? options.variant };
}

function isGood(judgement: Judgement): boolean {
  const verdict = typeof judgement === "object" ? judgement.verdict : judgement;
  return verdict === true || verdict === "ok";
}
