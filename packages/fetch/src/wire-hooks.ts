import type { AdapterInit, MaybePromise, RequestOptions } from "@sessionary/core";
import { discardBody } from "./exchange/discard-body.ts";
import { joinSignals } from "./exchange/join-signals.ts";
import { invalidOption } from "./invalid-option.ts";
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
): CoreInit<FetchState<Extra>> {
  if (typeof init === "function") return wireInitFunction(init);
  const ready = toReplayable(init, option);
  return async (context) => {
    const request = typeof ready === "function" ? ready(context.request?.url) : ready;
    const response = await context.send(covered(await request, context.signal));
    await context.check(response);
    discardBody(response);
  };
}

/** The same request, whose body ends, too, when the signal aborts: the one of an exchange ends with its response. */
function covered(request: SessionRequest, signal: AbortSignal | null): SessionRequest {
  return { ...request, signal: joinSignals(request.signal, signal) };
}

/** A `prepare` of ours in the form the engine takes. */
export function wirePrepare<Extra extends object>(
  prepare: FetchPrepare<Extra>,
  option: string,
): CorePrepare<FetchState<Extra>> {
  if (typeof prepare !== "function") throw invalidOption(option, "a function", prepare);
  return async (request, session) => {
    const prepared = await prepare(request, session);
    if (prepared === request) return request;
    // Made anew or not, it is the caller's, who may abort it.
    return covered(await normalise(prepared, undefined, request.url), request.signal);
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
        context.send(covered(await normalise(input, requestInit, request?.url), context.signal)),
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
    throw invalidOption(option, "a function, a URL, a Request or { url, ... }", init);
  }
  if (isOneShot(spec.body)) {
    throw invalidOption(option, "a request that can be sent again, without a stream", init);
  }
  const ready = tryNow(spec, option);
  return URL.canParse(spec.url) ? ready : (base) => normalise(spec, undefined, base);
}

/** What is wrong with it shall show now, not when the first session is built. */
function tryNow(spec: RequestSpec, option: string): MaybePromise<SessionRequest> {
  try {
    return normalise(spec, undefined, "http://relative.invalid/");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw invalidOption(option, "a request that fetch takes", spec);
  }
}

/** Whoever awaits it first learns of its failure; until then it is no unhandled one. */
function keep<T>(promise: MaybePromise<T>): MaybePromise<T> {
  if (promise instanceof Promise) promise.catch(() => undefined);
  return promise;
}
