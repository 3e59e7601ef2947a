import type { Session, SessionOptions } from "@sessionary/core";
import type { HttpIdentity } from "@sessionary/identity";

export type { AxiosSessions } from "./axios-sessions.ts";
export type { AxiosState } from "./axios-state.ts";
export type { AxiosInit, AxiosInitContext, AxiosPrepare } from "./hooks.ts";
export type {
  AxiosProfile,
  AxiosRequestOptions,
  WireOptions,
  WithSessionsOptions,
} from "./options.ts";
export { withSessions } from "./with-sessions.ts";
export { ProxyError } from "@sessionary/identity";

// The type parameters have to be those of axios itself, names and defaults included.
/* oxlint-disable typescript/no-explicit-any */
declare module "axios" {
  interface AxiosRequestConfig<D = any, P = any> {
    /** What this request wants of its session. On an instance's defaults: what all its requests want. */
    session?: SessionOptions | undefined;
  }

  interface AxiosResponse<T = any, D = any, H = {}, P = any> {
    /** The session that got this response; `undefined` when it was sent without one. */
    session?: Session<HttpIdentity> | undefined;
  }

  interface AxiosError<T = unknown, D = any, P = any> {
    /** The session that the request failed with; `undefined` when it failed without one. */
    session?: Session<HttpIdentity> | undefined;
  }
}
