import type { SessionAdapter } from "../adapter/adapter.ts";
import { mergeGiven } from "../options/merge-given.ts";
import type { AdapterPoolOptions, PoolSettings } from "../options/pool-options.ts";
import { expectPoolSettings } from "../options/pool-rules.ts";
import { resolvePoolOptions } from "../options/resolve-pool-options.ts";
import type { AdapterInit } from "../pool/init-context.ts";
import type { ClientOptions, PoolChoice, RequestOptions } from "./client-options.ts";
import type { Rule, Rules } from "./rules.ts";
import { SUBJECT } from "./subject.ts";

/** What a pool asks the client. */
type PoolHooks<State, Request, Response> = Pick<
  AdapterPoolOptions<State, Request, Response>,
  "init" | "classify" | "check"
>;

/** Which pool is to be opened, and for whom. */
export interface Opening<State, Request, Response> {
  readonly name: string;
  readonly choice: PoolChoice<State>;
  /** The rule of its first request. */
  readonly rule: Rule<State, Request, Response>;
}

/**
 * The options of a pool: its settings layer by layer, and hooks that follow the request.
 *
 * @throws `ERR_INVALID_OPTION`
 */
export function clientPoolOptions<State, Request, Response>(
  adapter: SessionAdapter<State, Request, Response>,
  { store, pool, pools = {} }: ClientOptions<State, Request, Response>,
  rules: Rules<State, Request, Response>,
  { name, choice, rule }: Opening<State, Request, Response>,
): AdapterPoolOptions<State, Request, Response> {
  const asked = typeof choice === "string" ? {} : { ...choice, name: undefined };
  expectPoolSettings(SUBJECT, asked, "poolName().");
  const own = Object.hasOwn(pools, name) ? pools[name] : undefined;
  const options = {
    ...mergeGiven<PoolSettings<State>>(store && { store }, pool, asked, own),
    ...createPoolHooks(adapter, rules, rule),
    adapter,
    name,
  };
  resolvePoolOptions(options, SUBJECT);
  return options;
}

/**
 * The hooks of one pool. It may serve several profiles: where those differ, its hooks look up, each time, the rule of the request they are
 * called with. Without a request (`warm()`, some renewals) it is the rule of the request the pool was opened for.
 */
function createPoolHooks<State, Request, Response>(
  adapter: SessionAdapter<State, Request, Response>,
  rules: Rules<State, Request, Response>,
  first: Rule<State, Request, Response>,
): PoolHooks<State, Request, Response> {
  const optionsOf = (request: Request | undefined): RequestOptions<State, Request, Response> =>
    (request === undefined ? first : rules.of(request)).options;
  const init: AdapterInit<State, Request, Response> = async (context) => {
    const chosen = optionsOf(context.request).init;
    if (typeof chosen === "function") {
      return (chosen as AdapterInit<State, Request, Response>)(context);
    }
    if (chosen === undefined) return undefined;
    // One configured request builds many sessions: each sends it afresh.
    const response = await context.send(adapter.replay?.(chosen) ?? chosen);
    await context.check(response);
    adapter.discard?.(response);
    return undefined;
  };
  const classify: PoolHooks<State, Request, Response>["classify"] = (outcome) =>
    optionsOf(outcome.request).classify?.(outcome);
  const check: PoolHooks<State, Request, Response>["check"] = (exchange) =>
    optionsOf(exchange.request).check?.(exchange) ?? true;

  const { options } = rules.base;
  return mergeGiven<object>({
    init: rules.vary("init") ? init : options.init,
    classify: rules.vary("classify") ? classify : options.classify,
    check: rules.vary("check") ? check : options.check,
  });
}
