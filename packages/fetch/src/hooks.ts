import type { InitContext, MaybePromise, Session } from "@sessionary/core";
import type { HttpIdentity } from "@sessionary/identity";
import type { FetchState } from "./fetch-state.ts";
import type { FetchInput, RequestSpec, SessionRequest } from "./request/session-request.ts";

/** What an `init` function knows and can do. */
export interface FetchInitContext extends Omit<
  InitContext<HttpIdentity, SessionRequest, Response>,
  "send" | "check"
> {
  /**
   * Fetches through the session being built: with its cookies, its proxy, its headers. A relative URL is relative to that of the
   * request the session is built for.
   */
  readonly send: (input: FetchInput | RequestSpec, init?: RequestInit) => Promise<Response>;
  /**
   * Asks `classify` and the checker about a response, with phase `"init"`. Answers whether it is `ok`; if the last answer was
   * no, the init is judged by that verdict whatever it resolves to.
   */
  readonly check: (response: Response) => Promise<boolean>;
}

/**
 * Makes a session ready. What it returns is added to the session's state; `false` gives this session up.
 *
 * @example
 * ```ts
 * import { createSessionFetch } from "@sessionary/fetch";
 *
 * const fetch = createSessionFetch({
 *   init: async ({ send, check }) => {
 *     const form = await (await send("/location")).text();
 *     const csrf = /name="csrf" value="([^"]+)"/.exec(form)?.[1] ?? "";
 *     const body = new URLSearchParams({ csrf, zip: "04662" });
 *     return (await check(await send("/location", { method: "POST", body }))) && { csrf };
 *   },
 *   prepare: (request, session) => ({
 *     ...request,
 *     headers: { ...request.headers, "x-csrf": session.state.csrf },
 *   }),
 * });
 * ```
 */
export type FetchInit<Extra extends object = object> = (
  context: FetchInitContext,
) => MaybePromise<Extra | undefined | void | false>;

/** Changes a request after it got its session. The result is sent; it may be all that fetch takes, or a {@link RequestSpec}. */
export type FetchPrepare<Extra extends object = object> = (
  request: SessionRequest,
  session: Session<FetchState<Extra>>,
) => MaybePromise<FetchInput | RequestSpec>;
