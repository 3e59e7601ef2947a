import type { AdapterInit } from "../pool/init-context.ts";
import type { JudgingOptions } from "../judging/exchange.ts";
import type { PoolSettings } from "../options/pool-options.ts";
import type { Session } from "../session/session.ts";
import type { OnMissing, SessionStore } from "../store/store.ts";
import type { JsonValue, MaybePromise } from "../types.ts";

/** A pool's name, or its name with settings of its own. */
export type PoolChoice<State = unknown> =
  | string
  | ({ readonly name: string } & PoolSettings<State>);

/** What one request wants of its session; every adapter takes it under `session`. */
export interface SessionOptions {
  /**
   * `false` sends the request as the bare client would, without a session.
   *
   * @default true
   */
  readonly enabled?: boolean;
  /** The pool to use, whatever `poolName` says. It serves all variants: the name alone decides. */
  readonly pool?: string;
  /**
   * Selects a pool of its own, and reaches `init` and `check`: a location, a language.
   *
   * @default the profile's or the client's
   */
  readonly variant?: JsonValue;
  /** Binds to one session at the first grant, while that lives. A pool remembers the 10,000 keys used last. */
  readonly key?: string;
  /** Asks for this very session. */
  readonly id?: string;
  /**
   * When the session of `key` or `id` is gone.
   *
   * @default `"replace"` for a key, `"fail"` for an id
   */
  readonly onMissing?: OnMissing;
  /** Further attempts after the first, an integer >= 0. @default the pool's */
  readonly retries?: number;
  /** Longest time in the queue, in milliseconds, per attempt. @default the pool's */
  readonly acquireTimeoutMs?: number;
  /** Aborts waiting, init, backoff and the request itself. */
  readonly signal?: AbortSignal | undefined;
}

/** What can be said for all requests, and again, in a profile, for some. */
export interface RequestOptions<
  State = unknown,
  Request = unknown,
  Response = unknown,
> extends JudgingOptions<State, Request, Response> {
  /**
   * Names the pool of a request; not asked for requests with a `session.pool`. Settings it answers beside the name hold from when that name is
   * first seen. If it throws, or answers something else, the client stops with reason `pool_error`.
   *
   * @default the URL's host with its port (`default` for a URL without a host); where the request or its profile has a variant then a space and
   * the variant's canonical JSON: `shop.example {"zip":"10001"}`
   */
  readonly poolName?: (request: Request, variant: JsonValue | undefined) => PoolChoice<State>;
  /**
   * Builds a session: a function, or a request whose response is classified and checked. In a pool of several profiles it is the one of the
   * request that triggered it, and where none did (`warm()`) that of the pool's first request.
   */
  readonly init?: AdapterInit<State, Request, Response> | Request;
  /** The variant of requests that name none: in a profile it selects a pool of its own, on the client it is all requests' and names none. */
  readonly variant?: JsonValue;
  /**
   * `false` sends requests without a session, unless they say otherwise.
   *
   * @default true
   */
  readonly enabled?: boolean;
  /**
   * Changes a request after it got its session, at each attempt: adds the CSRF token that `init` read. Judges see the request as it was before.
   * What it throws rejects the request as it is; no session is blamed and nothing tried again.
   */
  readonly prepare?: (request: Request, session: Session<State>) => MaybePromise<Request>;
}

/**
 * Options for the requests that match. One profile wins: the most specific, then the one with the highest `priority`, then the first. Its
 * options override the client's key by key.
 */
export interface Profile<
  State = unknown,
  Request = unknown,
  Response = unknown,
> extends RequestOptions<State, Request, Response> {
  /**
   * Which requests these are:
   *
   * - a host, `"shop.example"`: on any port; `"shop.example:8080"`: on that one; `"*.shop.example"`: all subdomains, not the host itself; `"*"`: all;
   * - a host with a path, `"shop.example/p/*"`, where `*` stands for anything, slashes included; the path has to match to its end, without query;
   * - a RegExp on the whole URL;
   * - a function of the request.
   *
   * Strings are more specific than RegExps, and those than functions. Of two strings the one with more characters other than `*` is more
   * specific, and if they have as many, the one with fewer `*`.
   *
   * Hosts are compared in lower case and without the default ports of http and https.
   */
  readonly match: string | RegExp | ((request: Request) => boolean);
  /** Decides between equally specific matches; any finite number, higher first. @default 0 */
  readonly priority?: number;
}

/** Options of {@link createSessionClient}. */
export interface ClientOptions<
  State = unknown,
  Request = unknown,
  Response = unknown,
> extends RequestOptions<State, Request, Response> {
  /**
   * Where the sessions of every pool live, unless the settings of a pool name a `store` themselves.
   *
   * @default a memory store for each pool
   */
  readonly store?: SessionStore;
  /** Settings of every pool. Its `clock` is the client's, too. */
  readonly pool?: PoolSettings<State>;
  /** Settings of single pools by name; they win, key by key, over what a request or profile says. */
  readonly pools?: { readonly [name: string]: PoolSettings<State> };
  /** Options for some requests, by what they match. */
  readonly profiles?: readonly Profile<State, Request, Response>[];
  /**
   * Closes a pool that no request has used for this many milliseconds, with reason `idle`, unless a lease taken from it directly is open, a
   * caller waits in it, or it is paused. The next request opens it anew. >= 0 or Infinity.
   *
   * @default 900_000
   */
  readonly poolIdleMs?: number;
  /**
   * Pools at the same time, an integer >= 1 or Infinity. One more evicts the idle pool used longest ago; while none is idle, requests for further
   * pools wait in order of arrival, until `session.signal` aborts.
   *
   * @default 1000
   */
  readonly maxPools?: number;
  /**
   * `"close"`: a pool with too many bad inits stops the client, with reason `pool_failed`; `{ reason }`: with that one. `"keep"`: only that pool
   * fails.
   *
   * @default "keep"
   */
  readonly onPoolFailed?: "keep" | "close" | { readonly reason: string };
}
