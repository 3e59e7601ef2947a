import type { ClientOptions, Profile, RequestOptions } from "@sessionary/core";
import type { IdentitySourceOptions } from "@sessionary/identity";
import type { AxiosRequestConfig, AxiosResponse, InternalAxiosRequestConfig } from "axios";
import type { AxiosState } from "./axios-state.ts";
import type { AxiosInit, AxiosPrepare } from "./hooks.ts";

/** What can be said for all requests, and again, in a profile, for some. */
export interface AxiosRequestOptions<Extra extends object = object> extends Omit<
  RequestOptions<AxiosState<Extra>, InternalAxiosRequestConfig, AxiosResponse>,
  "init" | "prepare"
> {
  /**
   * Makes a session ready: a request of the instance that is sent through it, whose response is then classified and checked,
   * or a function for more than one.
   *
   * @example { url: "/location", method: "post", data: { zip: "04662" } }
   */
  readonly init?: AxiosInit<Extra> | AxiosRequestConfig;
  /** Changes a request after it got its session: adds the CSRF token that `init` returned. */
  readonly prepare?: AxiosPrepare<Extra>;
}

/** Options for the requests that match. */
export interface AxiosProfile<Extra extends object = object>
  extends
    AxiosRequestOptions<Extra>,
    Pick<
      Profile<AxiosState<Extra>, InternalAxiosRequestConfig, AxiosResponse>,
      "match" | "priority"
    > {}

/** What sessions look like on the wire. Proxies may be `http:`, `https:`, `socks4:` and `socks5:`. */
export interface WireOptions extends IdentitySourceOptions {
  /**
   * Longest time until a connection is usable, tunnel and TLS included, in milliseconds, > 0.
   *
   * @default 10_000
   */
  readonly connectTimeoutMs?: number;
}

/** Options of {@link withSessions}. */
export interface WithSessionsOptions<Extra extends object = object>
  extends
    AxiosRequestOptions<Extra>,
    WireOptions,
    Pick<
      ClientOptions<AxiosState<Extra>, InternalAxiosRequestConfig, AxiosResponse>,
      "store" | "pool" | "pools" | "poolIdleMs" | "maxPools" | "onPoolFailed"
    > {
  /** Options for some requests. The most specific match wins, then the highest `priority`. */
  readonly profiles?: readonly AxiosProfile<Extra>[];
}
