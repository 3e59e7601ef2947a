import type {
  Exchange,
  InitContext,
  JsonValue,
  Judgement,
  MaybePromise,
  Outcome,
  PoolChoice,
  Session,
} from "@sessionary/core";
import type { Address } from "../request/address.ts";
import type { ZyteRequest } from "../request/zyte-request.ts";
import type { ZyteResponse } from "../response/zyte-response.ts";
import type { ParamsContext, ZyteParams } from "./params.ts";
import type { ZyteSessionState } from "./state.ts";

/** One query with its response, for a checker to judge. */
export type ZyteExchange<Extra extends object = object> = Exchange<
  ZyteResponse,
  ZyteRequest,
  ZyteSessionState<Extra>
> & {
  /** The location that applies to the request. */
  readonly location: Address | undefined;
};

/**
 * Judges responses: is this session still good? In the `init` phase the request is the one that the session is built for.
 * What it throws retires the session; `stopPool(reason)` stops the client.
 */
export type ZyteChecker<Extra extends object = object> = (
  exchange: ZyteExchange<Extra>,
) => MaybePromise<Judgement>;

/** Judges any outcome, error or response, before anybody else; `undefined` passes it on. */
export type ZyteClassifier<Extra extends object = object> = (
  outcome: Outcome<ZyteResponse, ZyteRequest, ZyteSessionState<Extra>>,
) => MaybePromise<Judgement | undefined>;

/** What a chain knows and can do. */
export interface ZyteInitContext<Extra extends object = object>
  extends
    ParamsContext,
    Omit<
      InitContext<ZyteSessionState<Extra>, ZyteRequest, ZyteResponse>,
      "request" | "variant" | "send"
    > {
  /** What would begin this session if there were no chain: the params that apply, or those of the location. */
  readonly params: () => Promise<ZyteParams>;
  /** Sends a query through the session being built. Without a `url` it goes to that of the triggering request. */
  readonly send: (query: ZyteParams) => Promise<ZyteResponse>;
}

/**
 * Makes a session ready in several steps, instead of `params` and `location`: what it returns is added to the session's state; `false` gives this session
 * up. Responses are checked where it asks for it, by `check(response)`.
 *
 * @example
 * ```ts
 * import { createZyteSessions } from "@sessionary/zyte-api";
 *
 * const sessions = createZyteSessions({
 *   apiKey: "YOUR_API_KEY",
 *   init: async ({ send, check }) => {
 *     const page = await send({ httpResponseBody: true, url: "https://shop.example/location" });
 *     const csrf = /name="csrf" value="([^"]+)"/.exec(page.bodyText ?? "")?.[1] ?? "";
 *     const httpRequestText = new URLSearchParams({ csrf, zip: "04662" }).toString();
 *     const set = { httpResponseBody: true, httpRequestMethod: "POST", httpRequestText } as const;
 *     return (await check(await send(set))) && { csrf };
 *   },
 * });
 * await sessions.close();
 * ```
 */
export type ZyteInit<Extra extends object = object> = (
  context: ZyteInitContext,
) => MaybePromise<Extra | undefined | void | boolean>;

/** Changes a query after it got its session: edits it, or answers another one, which goes through the same session. */
export type ZytePrepare<Extra extends object = object> = (
  request: ZyteRequest,
  session: Session<ZyteSessionState<Extra>>,
) => MaybePromise<ZyteRequest | void>;

/** Names the pool of a query. Settings it answers beside the name hold from when that name is first seen. What it throws stops the client. */
export type ZytePoolName<Extra extends object = object> = (
  request: ZyteRequest,
  variant: JsonValue | undefined,
  own: { readonly location?: Address; readonly params?: ZyteParams },
) => PoolChoice<ZyteSessionState<Extra>>;
