import type { MaybePromise } from "@sessionary/core";
import type { JsonValue } from "@sessionary/core";
import type { Address } from "../request/address.ts";
import type { ZyteSession } from "../request/session-fields.ts";
import type { ZyteRequest } from "../request/zyte-request.ts";

/**
 * A query that begins a session. Without a `url` it goes to that of the request the session is built for. `session: null` sends it without a
 * session, and a `session` of its own stays as it is.
 */
export interface ZyteParams extends Partial<Omit<ZyteRequest, "session">> {
  readonly session?: ZyteSession | null;
}

/** What is known where a session is about to be begun. */
export interface ParamsContext {
  /** The request that the session is built for; `undefined` for `warm()` without one. */
  readonly request: ZyteRequest | undefined;
  /** The location that applies to it. */
  readonly location: Address | undefined;
  /** The variant of that request. */
  readonly variant: JsonValue | undefined;
}

/** The params of a session, or a function that says them. What it throws makes this try a bad init. */
export type ParamsSource = ZyteParams | ((context: ParamsContext) => MaybePromise<ZyteParams>);

/** The location of a request, or a function that says it: it gets the one that the request or the client names, and may honour it. */
export type LocationSource =
  | Address
  | ((context: {
      readonly request: ZyteRequest | undefined;
      readonly location: Address | undefined;
    }) => Address | undefined);

/** `params` threw, or answered something that is no query. Ends that init, and is counted apart. */
export class ParamsError extends Error {
  override readonly name = "ParamsError";
}
