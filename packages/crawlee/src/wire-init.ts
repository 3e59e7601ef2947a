import { invalidOption, type AdapterInit, type InitContext } from "@sessionary/core";
import type { CrawleeResponse } from "./crawlee-response.ts";
import type { CrawleeState } from "./crawlee-state.ts";
import type { CrawleeInit } from "./options.ts";
import type { CrawleeRequest } from "./request.ts";
import { SUBJECT } from "./subject.ts";

type CoreInit = AdapterInit<CrawleeState, CrawleeRequest, CrawleeResponse>;
type CoreContext = InitContext<CrawleeState, CrawleeRequest, CrawleeResponse>;

/** An `init` of ours in the form the engine takes. */
export function wireInit<Extra extends object>(
  init: CrawleeInit<Extra> | string | CrawleeRequest,
  option: string,
): CoreInit {
  if (typeof init === "function") return wireFunction(init) as CoreInit;
  const request = typeof init === "string" ? { url: init } : init;
  if (typeof request !== "object" || request === null || typeof request.url !== "string") {
    throw invalidOption(SUBJECT, option, "a function, a URL or { url, ... }", init);
  }
  return async (context) => {
    const response = await context.send(absolute(request, context.request));
    await context.check(response);
  };
}

function wireFunction<Extra extends object>(init: CrawleeInit<Extra>) {
  return (context: CoreContext): ReturnType<CrawleeInit<Extra>> => {
    const { id, slot, request, variant, attempt, state } = context;
    return init({
      id,
      slot,
      request,
      variant,
      attempt,
      state,
      get signal() {
        return context.signal;
      },
      send: async (sent) => {
        const spec = typeof sent === "string" ? { url: sent } : sent;
        return (await context.send(absolute(spec, request))) as CrawleeResponse<never>;
      },
      check: (response) => context.check(response),
    });
  };
}

/** Always an object of its own: by identity the engine's requests are told from ours. */
function absolute(request: CrawleeRequest, base: CrawleeRequest | undefined): CrawleeRequest {
  // Crawlee's own requests have no properties of their own to be copied all the same.
  const { method, headers, body, payload, form, json } = request;
  const url = new URL(request.url, base?.url).href;
  return { ...(method && { method }), headers, body, payload, form, json, url };
}
