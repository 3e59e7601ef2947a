import type { MaybePromise } from "@sessionary/core";
import { joinSignals } from "../exchange/join-signals.ts";
import { invalidOption } from "../invalid-option.ts";
import type { SessionRequestInit } from "../options.ts";
import { membersOf } from "./members-of.ts";
import { normalise } from "./normalise.ts";
import type { FetchInput, SessionRequest } from "./session-request.ts";

/**
 * The request that a call of the session fetch means.
 *
 * @throws {TypeError} as fetch
 * @throws `ERR_INVALID_OPTION` for a dispatcher, which would go round the session
 */
export function callRequest(
  input: FetchInput,
  init: SessionRequestInit | undefined,
): MaybePromise<SessionRequest> {
  // What else fetch gets, it takes for a URL.
  const target =
    typeof input === "string" || input instanceof URL || input instanceof Request
      ? input
      : String(input);
  if (init === undefined) return normalise(target);
  const { session } = init;
  const { session: _session, ...rest } = membersOf(init);
  if ("dispatcher" in rest && rest.dispatcher !== undefined && session?.enabled !== false) {
    const expected =
      "left out, since each session has connections of its own (or say session: { enabled: false })";
    throw invalidOption("dispatcher", expected, rest.dispatcher);
  }
  if (session?.signal === undefined) return normalise(target, rest);
  const own = rest.signal === undefined && target instanceof Request ? target.signal : rest.signal;
  return normalise(target, { ...rest, signal: joinSignals(own, session.signal) });
}
