import { expectOptions, type SessionClient, type SessionOptions } from "@sessionary/core";
import { copyJson } from "../request/copy-json.ts";
import type { ZyteRequest } from "../request/zyte-request.ts";
import type { ZyteResponse } from "../response/zyte-response.ts";
import type { ZyteAdapter } from "./adapter.ts";
import { checkSessionOptions, extractRules, refuse } from "./check-options.ts";
import { SessionGone } from "./life/session-gone.ts";
import type { SessionExtractOptions, ZyteSessionOptions } from "./options.ts";
import type { ZyteSessionState } from "./state.ts";
import { toVariant } from "./wish.ts";

/** Sends a query through a session of its pool. */
export async function sendQuery<State extends ZyteSessionState>(
  client: SessionClient<State, ZyteRequest, ZyteResponse>,
  adapter: ZyteAdapter<State>,
  query: ZyteRequest,
  options: SessionExtractOptions,
): Promise<ZyteResponse> {
  if (typeof query !== "object" || query === null || typeof query.url !== "string") {
    throw refuse("query", "an object with a `url`", query);
  }
  expectOptions("extract", options, extractRules);
  const { session, retryPolicy } = options;
  const signal = eitherOf(options.signal, session?.signal);
  const request = adapter.forUse(query, retryPolicy, session?.cookieMode);
  const own = session && engineOptions(session);
  const asked = signal ? { ...own, signal } : own;
  for (;;) {
    try {
      return await client.send(request, asked);
    } catch (error) {
      // Nothing was sent, and no retry spent: it gets another session.
      if (!(error instanceof SessionGone)) throw error;
      await error.retired;
    }
  }
}

/** What a query says of its session in the words of the engine: what is ours of it is its variant. */
export function engineOptions(options: ZyteSessionOptions): SessionOptions {
  checkSessionOptions(options);
  const { location, params, cookieMode, variant: own, ...rest } = options;
  const variant = toVariant({ location, params, cookieMode, variant: own });
  return variant === undefined ? rest : { ...rest, variant: copyJson(variant) };
}

/** A signal that aborts with the first of two. */
export function eitherOf(
  first: AbortSignal | undefined,
  second: AbortSignal | undefined,
): AbortSignal | undefined {
  return first && second && first !== second ? AbortSignal.any([first, second]) : (first ?? second);
}
