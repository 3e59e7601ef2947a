import type {
  ClientOptions,
  JsonValue,
  Judgement,
  MaybePromise,
  Profile,
  SessionOptions,
} from "@sessionary/core";
import type { ZyteClient } from "../client/zyte-client.ts";
import type { Address } from "../request/address.ts";
import type { ZyteRequest } from "../request/zyte-request.ts";
import type { ZyteResponse } from "../response/zyte-response.ts";
import type { RetryPolicy } from "../retry/retry-policy.ts";
import type {
  ZyteChecker,
  ZyteClassifier,
  ZyteExchange,
  ZyteInit,
  ZytePoolName,
  ZytePrepare,
} from "./hooks.ts";
import type { LocationSource, ParamsContext, ParamsSource, ZyteParams } from "./params.ts";
import type { ZyteSessionState } from "./state.ts";
import type { WarningListener } from "./warnings.ts";

/** What can be said for all requests, and again, in a profile, for some. */
export interface ZyteRequestOptions<Extra extends object = object> {
  /** Begins sessions in several steps, instead of `params` and `location`. */
  readonly init?: ZyteInit<Extra>;
  /**
   * Judges responses, instead of the default check: failed actions of an init, and a `setLocation` that failed where a location applies.
   */
  readonly check?: ZyteChecker<Extra>;
  /** The same as `check`, by its name in scrapy-zyte-api; also an object with a `check` method. Not beside `check`. */
  readonly checker?: ZyteChecker<Extra> | { readonly check: ZyteChecker<Extra> };
  /** Judges every outcome first, errors included; `undefined` leaves it to the rules of the service. */
  readonly classify?: ZyteClassifier<Extra>;
  /** Changes a query after it got its session. */
  readonly prepare?: ZytePrepare<Extra>;
  /**
   * Names the pool of a query; not asked where `session.pool` does.
   *
   * @default the host with its port; with params of the request `example.com[0]`, with a location `example.com@US,NY,10001`
   */
  readonly poolName?: ZytePoolName<Extra>;
  /** The query that begins sessions of a location, instead of the action `setLocation`. */
  readonly locationParams?: (
    context: ParamsContext & { readonly location: Address },
  ) => ZyteParams | Promise<ZyteParams>;
  /** Judges responses where a location applies, instead of looking at `setLocation`: part of the default check. */
  readonly locationCheck?: (
    exchange: ZyteExchange<Extra> & { readonly location: Address },
  ) => MaybePromise<Judgement>;
  /**
   * Keeps sessions by cookies that are carried from response to request, instead of sessions of the service: for those that have to outlive 15
   * minutes, or change their IP address.
   *
   * @default false
   */
  readonly cookieMode?: boolean;
  /**
   * Whether a failed action (`returned`) of the query that begins a session makes that init bad.
   *
   * @default true
   */
  readonly checkInitActions?: boolean;
  /** The variant of requests that name none: in a profile it selects a pool of its own. */
  readonly variant?: JsonValue;
  /**
   * `false` sends queries without a session, unless they say otherwise.
   *
   * @default true
   */
  readonly enabled?: boolean;
}

/** Options for the queries that match a host, a `host/path/*` glob, a RegExp or a function. */
export interface ZyteProfile<Extra extends object = object>
  extends
    ZyteRequestOptions<Extra>,
    Pick<Profile<ZyteSessionState<Extra>, ZyteRequest, ZyteResponse>, "match" | "priority"> {
  /** The query that begins sessions, where no other says it; a function decides over locations, too. */
  readonly params?: ParamsSource;
  /** The location of requests for which neither they nor the client name one; a function decides over theirs, too. */
  readonly location?: LocationSource;
}

/** Options of {@link createZyteSessions}. */
export interface ZyteSessionsOptions<Extra extends object = object>
  extends
    ZyteRequestOptions<Extra>,
    Pick<
      ClientOptions<ZyteSessionState<Extra>, ZyteRequest, ZyteResponse>,
      "store" | "pool" | "pools" | "maxPools"
    > {
  /** Sends the queries; it stays yours to close. Not beside `apiKey`. @default a client of its own */
  readonly client?: Pick<ZyteClient, "extract" | "close">;
  /** The key of a client of its own. @default the environment variable `ZYTE_API_KEY` */
  readonly apiKey?: string;
  /**
   * The query that begins sessions: `{ browserHtml: true, actions: [...] }`, or a function that says it.
   *
   * @default `{ browserHtml: true }`, with the action `setLocation` where a location applies
   */
  readonly params?: ParamsSource;
  /** Begins sessions by setting this location. */
  readonly location?: Address;
  /** Options for some queries. The most specific match wins, then the highest `priority`. */
  readonly profiles?: readonly ZyteProfile<Extra>[];
  /**
   * When a query in a session is tried again with the same session. Of the default and the aggressive policy the form for sessions is used, which leaves bans to the
   * pool; any other is used as it is, with a warning when it goes on after a ban.
   *
   * @default defaultSessionRetryPolicy
   */
  readonly retryPolicy?: RetryPolicy;
  /**
   * Closes a pool that no request has used for so many milliseconds. The default is less than what a session survives without use, so that no
   * session is replaced in vain; with `cookieMode` it is 900,000.
   *
   * @default 100_000
   */
  readonly poolIdleMs?: number;
  /**
   * Whether a pool with too many bad inits stops the client, with reason `bad_session_inits`, or only fails itself.
   *
   * @default "close"
   */
  readonly onPoolFailed?: "close" | "keep";
  /** Whether `counters()` counts each pool apart. @default false */
  readonly countersPerPool?: boolean;
  /** Told of what works, but not as it was probably meant. @default warnings of the process */
  readonly onWarning?: WarningListener;
}

/** What one query wants of its session. */
export interface ZyteSessionOptions extends SessionOptions {
  /** Begins its session by this query, and selects a pool of its own. */
  readonly params?: ZyteParams;
  /** Begins its session by setting this location, and selects a pool of its own. An empty one switches that of the client off. */
  readonly location?: Address;
  /**
   * Keeps its session by cookies, or not. Where that is not the usual, it has a pool of its own. A pool that `pool` names keeps its sessions as the query
   * that opened it said, and a query that says otherwise is refused with `ERR_INVALID_OPTION`.
   */
  readonly cookieMode?: boolean;
}

/** What a task of one's own wants of its session. */
export interface ZyteUseOptions extends Omit<ZyteSessionOptions, "enabled"> {
  /** Names the pool, and has sessions begun, as if it were sent. */
  readonly request: ZyteRequest;
}

/** What one query of `createZyteSessions` wants. */
export interface SessionExtractOptions {
  /** What this query wants of its session. */
  readonly session?: ZyteSessionOptions;
  /** When to try this query again. @default that of the sessions; without a session that of the client */
  readonly retryPolicy?: RetryPolicy;
  /** Gives the query up, wherever it is. */
  readonly signal?: AbortSignal | undefined;
}

/** What the queries of one iteration want. */
export interface SessionIterateOptions extends SessionExtractOptions {
  /**
   * Queries that are taken from the input and whose outcome has not been handed over yet, an integer >= 1. More than the client sends at a
   * time, so that some can wait for a session, or for another attempt.
   *
   * @default 60
   */
  readonly maxPending?: number;
}
