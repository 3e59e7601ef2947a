import type { AdapterInit, MaybePromise, RequestOptions } from "@sessionary/core";
import { describe, invalidOption } from "./invalid-option.ts";
import type { FetchInit, FetchPrepare } from "./hooks.ts";
import type { FetchState } from "./fetch-state.ts";
import { isOneShot } from "./request/body.ts";
import { normalise } from "./request/normalise.ts";
import type { FetchInput, RequestSpec, SessionRequest } from "./request/session-request.ts";

type CoreInit<State> = AdapterInit<State, SessionRequest, Response>;
type CorePrepare<State> = NonNullable<RequestOptions<State, SessionRequest, Response>["prepare"]>;

/** An `init` of ours in the form the engine takes. */
export function wireInit<Extra extends object>(
  init: FetchInit<Extra> | FetchInput | RequestSpec,
  option: string,
): CoreInit<FetchState<Extra>> | SessionRequest {
  if (typeof init === "function") return wireInitFunction(init);
  const ready = toReplayable(init, option);
  if (!(ready instanceof Promise) && typeof ready !== "function") return ready;
  return async (context) => {
    const request = typeof ready === "function" ? ready(context.request?.url) : ready;
    await context.check(await context.send(await request));
  };
}

/** A `prepare` of ours in the form the engine takes. */
export function wirePrepare<Extra extends object>(
  prepare: FetchPrepare<Extra>,
  option: string,
): CorePrepare<FetchState<Extra>> {
  if (typeof prepare !== "function") throw invalidOption(option, "a function", describe(prepare));
  return async (request, session) => {
    const prepared = await prepare(request, session);
    return prepared === request ? request : normalise(prepared, undefined, request.url);
  };
}

function wireInitFunction<Extra extends object>(
  init: FetchInit<Extra>,
): CoreInit<FetchState<Extra>> {
  return async (context) => {
    const { id, slot, request, variant, attempt, state } = context;
    const patch = await init({
      id,
      slot,
      request,
      variant,
      attempt,
      state,
      get signal() {
        return context.signal;
      },
      send: async (input, requestInit) =>
        context.send(await normalise(input, requestInit, request?.url)),
      check: (response) => context.check(response),
    });
    return patch;
  };
}

/**
 * A request that can be sent for every session: at once where that can be said now, a promise for a Request, whose body has to be read,
 * and a function of the triggering URL for a relative one.
 */
function toReplayable(
  init: FetchInput | RequestSpec,
  option: string,
): MaybePromise<SessionRequest> | ((base: string | undefined) => MaybePromise<SessionRequest>) {
  if (init instanceof Request) return keep(normalise(init));
  const spec: RequestSpec = typeof init === "string" || init instanceof URL ? { url: init } : init;
  if (typeof spec !== "object" || spec === null || spec.url === undefined) {
    throw invalidOption(option, "a function, a URL, a Request or { url, ... }", describe(init));
  }
  if (isOneShot(spec.body)) {
    throw invalidOption(
      option,
      "a request that can be sent for every session",
      "one with a stream as its body",
    );
  }
  const url = String(spec.url);
  if (URL.canParse(url)) return normalise(spec);
  if (!URL.canParse(url, "http://host/"))
    throw invalidOption(option, "a request with a URL", describe(url));
  return (base) => normalise(spec, undefined, base);
}

/** Whoever awaits it first learns of its failure; until then it is no unhandled one. */
function keep<T>(promise: MaybePromise<T>): MaybePromise<T> {
  if (promise instanceof Promise) promise.catch(() => undefined);
  return promise;
}
