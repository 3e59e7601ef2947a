import type {
  ClientOptions,
  JsonValue,
  Profile,
  RequestOptions,
  SessionOptions,
} from "@sessionary/core";
import type { IdentitySourceOptions } from "@sessionary/identity";
import type { FetchState } from "./fetch-state.ts";
import type { FetchInit, FetchPrepare } from "./hooks.ts";
import type { FetchInput, RequestSpec, SessionRequest } from "./request/session-request.ts";
import type { Transport } from "./transport/transport.ts";

/** What the headers of a new session may depend on. */
export interface SessionHeadersContext {
  /** The name of the session's pool. */
  readonly pool: string;
  readonly id: string;
  readonly slot: number;
  readonly variant: JsonValue | undefined;
  /** The pool's random source, in [0, 1). */
  readonly random: () => number;
}

/** What can be said for all requests, and again, in a profile, for some. */
export interface FetchRequestOptions<Extra extends object = object> extends Omit<
  RequestOptions<FetchState<Extra>, SessionRequest, Response>,
  "init" | "prepare"
> {
  /**
   * Makes a session ready: a request that is sent through it, whose response is then classified and checked, or a function for
   * more than one. A relative URL is relative to that of the request the session is built for.
   *
   * @example { url: "https://shop.example/location", method: "POST", body: new URLSearchParams({ zip: "04662" }) }
   */
  readonly init?: FetchInit<Extra> | FetchInput | RequestSpec;
  /** Changes a request after it got its session: adds the CSRF token that `init` returned. */
  readonly prepare?: FetchPrepare<Extra>;
}

/** Options for the requests that match. */
export interface FetchProfile<Extra extends object = object>
  extends
    FetchRequestOptions<Extra>,
    Pick<Profile<FetchState<Extra>, SessionRequest, Response>, "match" | "priority"> {}

/** What sessions look like on the wire. Proxies may be `http:`, `https:`, `socks4:` and `socks5:` on Node. */
export interface WireOptions extends IdentitySourceOptions<SessionHeadersContext> {
  /**
   * Longest time until a connection is usable, tunnel and TLS included, in milliseconds, > 0.
   *
   * @default 10_000
   */
  readonly connectTimeoutMs?: number;
  /**
   * How sessions get connections and proxies of their own.
   *
   * @default undici on Node; elsewhere the runtime's shared connections, without proxies
   */
  readonly transport?: Transport;
  /**
   * The fetch underneath. It has to honour what the transport adds to its `init` (`dispatcher` on Node).
   *
   * @default the global one, as it is at each call
   */
  readonly fetch?: typeof globalThis.fetch;
}

/** Options of {@link createSessionFetch}. */
export interface SessionFetchOptions<Extra extends object = object>
  extends
    FetchRequestOptions<Extra>,
    WireOptions,
    Pick<
      ClientOptions<FetchState<Extra>, SessionRequest, Response>,
      "store" | "pool" | "pools" | "poolIdleMs" | "maxPools" | "onPoolFailed"
    > {
  /** Options for some requests. The most specific match wins, then the highest `priority`. */
  readonly profiles?: readonly FetchProfile<Extra>[];
}

/** The second argument of a session fetch. */
export interface SessionRequestInit extends RequestInit {
  /** What this request wants of its session. */
  readonly session?: SessionOptions;
}
