import type { AdapterInit } from "@sessionary/core";
import type { ZyteRequest } from "../../request/zyte-request.ts";
import type { ZyteResponse } from "../../response/zyte-response.ts";
import { initQuery, locationFor, paramsFor } from "../precedence.ts";
import type { ZyteSessionState } from "../state.ts";
import { wishWithVariant, type Rule, type Wiring } from "./rule.ts";

/** Begins sessions: by the chain of the user's, or by the query that ranks highest. */
export function wireInit<Extra extends object>(
  rule: Rule<Extra>,
  { adapter }: Wiring<Extra>,
): AdapterInit<ZyteSessionState<Extra>, ZyteRequest, ZyteResponse> {
  const { init, locationParams, cookieMode = false } = rule.options;
  const sources = { ...rule.sources, ...(locationParams && { locationParams }) };
  return async (context) => {
    const { request, state } = context;
    const wish = wishWithVariant(context.variant, rule);
    adapter.begin(state, wish.cookieMode ?? cookieMode);
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
