import type { AdapterInit, RequestOptions } from "@sessionary/core";
import {
  AxiosHeaders,
  type Axios,
  type AxiosRequestConfig,
  type AxiosRequestHeaders,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from "axios";
import type { AxiosSessionAdapter } from "./adapter.ts";
import type { AxiosState } from "./axios-state.ts";
import { isOneShot } from "./body.ts";
import { copyHeaders } from "./headers.ts";
import type { AxiosInit, AxiosPrepare } from "./hooks.ts";
import { InitSending } from "./init-sending.ts";
import { invalidOption } from "./invalid-option.ts";

type CoreInit<State> = AdapterInit<State, InternalAxiosRequestConfig, AxiosResponse>;
type CorePrepare<State> = NonNullable<
  RequestOptions<State, InternalAxiosRequestConfig, AxiosResponse>["prepare"]
>;

/** An `init` of ours in the form the engine takes. Its requests go the instance's way: interceptors, base URL, transforms. */
export function wireInit<Extra extends object>(
  init: AxiosInit<Extra> | AxiosRequestConfig,
  option: string,
  instance: Axios,
): CoreInit<AxiosState<Extra>> {
  if (typeof init === "function") return wireInitFunction(init, instance);
  checkInitRequest(init, option);
  return async (context) => {
    const sending = new InitSending(context.send);
    // Whatever its status, judges are to see it.
    await instance.request({ ...init, validateStatus: null, session: sending as object });
    const { response } = sending;
    // An interceptor may answer by itself.
    if (response !== undefined) await context.check(response);
  };
}

/** A `prepare` of ours in the form the engine takes. */
export function wirePrepare<Extra extends object>(
  prepare: AxiosPrepare<Extra>,
  option: string,
  adapter: AxiosSessionAdapter<AxiosState<Extra>>,
): CorePrepare<AxiosState<Extra>> {
  if (typeof prepare !== "function") throw invalidOption(option, "a function", prepare);
  return async (request, session) => {
    const copy = { ...request, headers: copyHeaders(request.headers) };
    const prepared = await prepare(copy, session);
    if (typeof prepared !== "object" || prepared === null) {
      throw invalidOption(option, "a function that answers a request", prepared);
    }
    const headers = AxiosHeaders.from(prepared.headers as AxiosHeaders) as AxiosRequestHeaders;
    return adapter.derive(request, { ...request, ...prepared, headers });
  };
}

function wireInitFunction<Extra extends object>(
  init: AxiosInit<Extra>,
  instance: Axios,
): CoreInit<AxiosState<Extra>> {
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
      send: async (config) => {
        if (config.session !== undefined) {
          const expected = "left out: requests of an init go through the session being built";
          throw invalidOption("session", expected, config.session);
        }
        const session = new InitSending(context.send) as object;
        return instance.request({ ...config, session });
      },
      check: (response) => context.check(response),
    });
    return patch;
  };
}

/** @throws `ERR_INVALID_OPTION` */
function checkInitRequest(init: AxiosRequestConfig, option: string): void {
  if (typeof init !== "object" || init === null || typeof init.url !== "string") {
    throw invalidOption(option, "a function or a request, { url, ... }", init);
  }
  if (init.session !== undefined) {
    const expected = "left out: the request goes through the session being built";
    throw invalidOption(`${option}.session`, expected, init.session);
  }
  if (isOneShot(init.data)) {
    throw invalidOption(option, "a request that can be sent again, without a stream", init);
  }
}
