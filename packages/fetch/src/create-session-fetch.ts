import { createSessionClient } from "@sessionary/core";
import { FetchAdapter } from "./adapter.ts";
import { fetchSessions, type FetchSessions } from "./fetch-sessions.ts";
import type { FetchState } from "./fetch-state.ts";
import { invalidOption } from "./invalid-option.ts";
import type { SessionFetchOptions, SessionRequestInit } from "./options.ts";
import { callRequest } from "./request/call-request.ts";
import type { FetchInput } from "./request/session-request.ts";
import { resolveAdapterOptions } from "./resolve-options.ts";
import { wireOptions } from "./wire-options.ts";

/** A fetch whose requests go through sessions. It takes what the global fetch takes, so it can stand wherever that does. */
export interface SessionFetch<Extra extends object = object> {
  /**
   * @throws {TypeError} where the global fetch does, for what is wrong with the call or its redirects
   * @throws the signal's reason, when it aborts
   * @throws `ERR_RETRIES_EXHAUSTED` when every attempt ended badly; its `cause` is the last error
   * @throws `ERR_BODY_NOT_REPLAYABLE` when another attempt is due and the body was a stream
   * @throws `ERR_ACQUIRE_TIMEOUT`, `ERR_QUEUE_FULL`, `ERR_SESSION_MISSING`, `ERR_TOO_MANY_BAD_INITS` when no session is to be had
   * @throws `ERR_POOL_CLOSED`, `ERR_POOL_STOPPED` after a close or a stop
   * @throws `ERR_INVALID_OPTION` for a `session` that cannot be used, or a `dispatcher` beside it
   */
  (input: FetchInput, init?: SessionRequestInit): Promise<Response>;
  /** The pools behind it: stats, events, warming, closing. */
  readonly sessions: FetchSessions<Extra>;
}

/**
 * Makes a fetch whose requests go through sessions: each with cookies, a proxy, headers and connections of its own,
 * built by `init`, judged by `check`, and replaced when they no longer work.
 *
 * The global fetch and its dispatcher stay as they are.
 *
 * @throws `ERR_INVALID_OPTION`
 *
 * @example
 * ```ts
 * import { createSessionFetch } from "@sessionary/fetch";
 *
 * const fetch = createSessionFetch({
 *   pool: { size: 8, maxErrors: 3 },
 *   proxies: ["http://user:password@proxy-1:8000", "http://user:password@proxy-2:8000"],
 *   init: { url: "https://shop.example/location", method: "POST", body: new URLSearchParams({ zip: "04662" }) },
 *   check: async ({ reading }) => (await reading.text()).includes("04662"),
 * });
 * const response = await fetch("https://shop.example/p/1");
 * await fetch.sessions.close();
 * ```
 */
export function createSessionFetch<Extra extends object = object>(
  options: SessionFetchOptions<Extra> = {},
): SessionFetch<Extra> {
  if (typeof options !== "object" || options === null) {
    throw invalidOption("options", "an object", options);
  }
  const settings = resolveAdapterOptions(options);
  const adapter = new FetchAdapter<FetchState<Extra>>(settings);
  const client = createSessionClient(adapter, wireOptions(options));
  const sessionFetch = async (input: FetchInput, init?: SessionRequestInit): Promise<Response> => {
    const called = callRequest(input, init);
    const request = called instanceof Promise ? await called : called;
    // `data:` and `blob:` URLs: no site, no session.
    if (!request.url.startsWith("http")) return settings.fetch(request.url, request);
    const session = init?.session;
    // What is no object is for the client to refuse.
    const isWrong = session !== undefined && (typeof session !== "object" || session === null);
    if (request.signal === null || isWrong) return client.send(request, session);
    return client.send(request, { ...session, signal: request.signal });
  };
  return Object.assign(sessionFetch, { sessions: fetchSessions(client, adapter, settings.clock) });
}
