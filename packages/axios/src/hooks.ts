import type { InitContext, MaybePromise, Session } from "@sessionary/core";
import type { HttpIdentity } from "@sessionary/identity";
import type { AxiosRequestConfig, AxiosResponse, InternalAxiosRequestConfig } from "axios";
import type { AxiosState } from "./axios-state.ts";

/** What an `init` function knows and can do. */
export interface AxiosInitContext extends Omit<
  InitContext<HttpIdentity, InternalAxiosRequestConfig, AxiosResponse>,
  "send" | "check"
> {
  /**
   * Does what `request` of the instance does, through the session being built: with its cookies, its proxy, its headers. Base URL, interceptors, transforms and
   * `validateStatus` are the instance's.
   *
   * @throws what axios throws; for a status that `validateStatus` refuses the init is judged by that status
   */
  readonly send: (config: AxiosRequestConfig) => Promise<AxiosResponse>;
  /**
   * Asks `classify` and the checker about a response, with phase `"init"`. Answers whether it is `ok`; if the last answer was
   * no, the init is judged by that verdict whatever it resolves to.
   */
  readonly check: (response: AxiosResponse) => Promise<boolean>;
}

/**
 * Makes a session ready. What it returns is added to the session's state; `false` gives this session up.
 *
 * @example
 * ```ts
 * import axios from "axios";
 * import { withSessions } from "@sessionary/axios";
 *
 * const http = withSessions(axios.create({ baseURL: "https://shop.example" }), {
 *   init: async ({ send, check }) => {
 *     const { data: form } = await send({ url: "/location" });
 *     const csrf = /name="csrf" value="([^"]+)"/.exec(form)?.[1] ?? "";
 *     const data = new URLSearchParams({ csrf, zip: "04662" });
 *     return (await check(await send({ url: "/location", method: "post", data }))) && { csrf };
 *   },
 *   prepare: (request, session) => {
 *     request.headers.set("x-csrf", session.state.csrf);
 *     return request;
 *   },
 * });
 * ```
 */
export type AxiosInit<Extra extends object = object> = (
  context: AxiosInitContext,
) => MaybePromise<Extra | undefined | void | false>;

/**
 * Changes a request after it got its session. It is given a copy made for this attempt, to change and return, or to replace; what a replacement leaves out
 * stays as it was. `data` is what `transformRequest` made.
 */
export type AxiosPrepare<Extra extends object = object> = (
  request: InternalAxiosRequestConfig,
  session: Session<AxiosState<Extra>>,
) => MaybePromise<AxiosRequestConfig>;
