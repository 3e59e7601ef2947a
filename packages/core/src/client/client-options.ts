import type { AdapterInit } from "../pool/init-context.ts";
import type { JudgingOptions } from "../judging/exchange.ts";
import type { PoolSettings } from "../options/pool-options.ts";
import type { Session } from "../session/session.ts";
import type { OnMissing } from "../store/store.ts";
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
  /** The pool to use, instead of the one `poolName` says. */
  readonly pool?: string;
  /** Selects a pool of its own, and reaches `init` and `check`: a location, a language. */
  readonly variant?: JsonValue;
  /** Binds to one session at the first grant, while that lives. */
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
   * Names the pool of a request.
   *
   * @default the URL's host with its port, plus the variant's canonical JSON where the request or its profile has one
   */
  readonly poolName?: (request: Request, variant: JsonValue | undefined) => PoolChoice<State>;
  /** Builds a session: a function, or a request whose response is classified and checked. */
  readonly init?: AdapterInit<State, Request, Response> | Request;
  /** The variant of requests that name none. */
  readonly variant?: JsonValue;
  /**
   * `false` sends requests without a session, unless they say otherwise.
   *
   * @default true
   */
  readonly enabled?: boolean;
  /** Changes a request after it got its session: adds the CSRF token that `init` read. */
  readonly prepare?: (request: Request, session: Session<State>) => MaybePromise<Request>;
}

/** Options for the requests that match. The most specific match wins, then the highest `priority`. */
export interface Profile<
  State = unknown,
  Request = unknown,
  Response = unknown,
> extends RequestOptions<State, Request, Response> {
  /** A host (`"shop.example"`), a `host/path/*` glob, a RegExp on the URL, or a function. */
  readonly match: string | RegExp | ((request: Request) => boolean);
  /** Decides between equally specific matches; higher first. @default 0 */
  readonly priority?: number;
}

/** Options of {@link createSessionClient}. */
export interface ClientOptions<
  State = unknown,
  Request = unknown,
  Response = unknown,
> extends RequestOptions<State, Request, Response> {
  /** Settings of every pool. */
  readonly pool?: PoolSettings<State>;
  /** Settings of single pools by name; they win, key by key, over what a request or profile says. */
  readonly pools?: { readonly [name: string]: PoolSettings<State> };
  readonly profiles?: readonly Profile<State, Request, Response>[];
  /**
   * Closes a pool that nobody has used for this many milliseconds.
   *
   * @default 900_000
   */
  readonly poolIdleMs?: number;
  /**
   * Pools at the same time, an integer >= 1. One more evicts the idle pool used longest ago, or waits for one to become idle.
   *
   * @default 1000
   */
  readonly maxPools?: number;
  /**
   * `"close"`: a pool with too many bad inits closes the client. `"keep"`: only that pool fails.
   *
   * @default "keep"
   */
  readonly onPoolFailed?: "keep" | "close";
}
