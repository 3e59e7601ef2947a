import type { Address } from "../request/address.ts";
import type { ZyteRequest } from "../request/zyte-request.ts";
import { someLocation } from "./locations.ts";
import {
  ParamsError,
  type LocationSource,
  type ParamsContext,
  type ParamsSource,
  type ZyteParams,
} from "./params.ts";
import type { SessionWish } from "./wish.ts";

/** Where the query that begins a session can come from, beside the request. */
export interface InitSources {
  /** The client's own. */
  readonly client: { readonly params?: ParamsSource; readonly location?: Address };
  /** Those of the profile. */
  readonly profile: { readonly params?: ParamsSource; readonly location?: LocationSource };
  /** Begins sessions of a location, instead of the action `setLocation`. */
  readonly locationParams?: (
    context: ParamsContext & { readonly location: Address },
  ) => ZyteParams | Promise<ZyteParams>;
}

/**
 * The location that applies to a request: its own, the client's, that of the profile. An empty one of the request switches the client's off.
 * A function of the profile has the last word, and is told what applied so far.
 */
export function locationFor(
  request: ZyteRequest | undefined,
  wish: SessionWish,
  { client, profile }: Pick<InitSources, "client" | "profile">,
): Address | undefined {
  const named = someLocation(wish.location ?? client.location);
  const { location } = profile;
  if (typeof location === "function") return someLocation(location({ request, location: named }));
  return named ?? someLocation(location);
}

/**
 * The query that begins a session, by rank: params of the request, its location, params of the client, the client's location, the location of the profile, its
 * params. A function of the profile decides over locations, which it is told.
 *
 * @throws {ParamsError}
 */
export async function paramsFor(
  request: ZyteRequest | undefined,
  wish: SessionWish,
  sources: InitSources,
): Promise<ZyteParams> {
  const { client, profile } = sources;
  const location = locationFor(request, wish, sources);
  const context: ParamsContext = { request, location, variant: wish.variant };
  if (someParams(wish.params)) return wish.params;
  if (!someLocation(wish.location) && someParams(client.params)) return ask(client.params, context);
  if (typeof profile.params === "function") return ask(profile.params, context);
  if (location) return forLocation({ ...context, location }, sources);
  return someParams(profile.params) ? profile.params : { browserHtml: true };
}

function forLocation(
  context: ParamsContext & { readonly location: Address },
  { locationParams }: InitSources,
): Promise<ZyteParams> | ZyteParams {
  const { location } = context;
  if (locationParams) return ask(() => locationParams(context), context);
  return { browserHtml: true, actions: [{ action: "setLocation", address: location }] };
}

/** Asks a function of the user. */
async function ask(source: ParamsSource, context: ParamsContext): Promise<ZyteParams> {
  if (typeof source !== "function") return source;
  let params: unknown;
  try {
    params = await source(context);
  } catch (cause) {
    throw new ParamsError("params threw", { cause });
  }
  if (typeof params === "object" && params !== null && !Array.isArray(params)) return params;
  throw new ParamsError(
    `params: expected an object, got ${params === null ? "null" : typeof params}`,
  );
}

/** Empty params are as good as none. */
function someParams<Source extends ParamsSource>(params: Source | undefined): params is Source {
  if (params === undefined) return false;
  return typeof params === "function" || Object.keys(params).length > 0;
}

/**
 * The query itself. What was configured is copied: nobody who edits a query changes it.
 *
 * @throws {ParamsError} without a URL
 */
export function initQuery(
  params: ZyteParams,
  request: ZyteRequest | undefined,
): ZyteParams & { readonly url: string } {
  const url = params.url ?? request?.url;
  if (url === undefined) {
    throw new ParamsError("params: without a request to build for, they need a `url`");
  }
  return { ...structuredClone(params), url };
}
