import type { JsonValue, RequestOptions } from "@sessionary/core";
import type { ZyteRequest } from "../../request/zyte-request.ts";
import type { ZyteResponse } from "../../response/zyte-response.ts";
import type { ZyteAdapter } from "../adapter.ts";
import type { ZyteRequestOptions } from "../options.ts";
import type { PoolNames } from "../pool-names.ts";
import type { InitSources } from "../precedence.ts";
import type { ZyteSessionState } from "../state.ts";
import { wishOf, type SessionWish } from "../wish.ts";

/** What holds for the requests of the client, or of one profile. */
export interface Rule<Extra extends object> {
  /** The options of the profile over those of the client. */
  readonly options: ZyteRequestOptions<Extra>;
  readonly sources: Pick<InitSources, "client" | "profile">;
  /** The profile's own variant, which names a pool. */
  readonly ownVariant: JsonValue | undefined;
  /** The mode that the pools of the client are set up for. */
  readonly usualCookieMode: boolean;
}

/** What every rule works with. */
export interface Wiring<Extra extends object> {
  readonly adapter: ZyteAdapter<ZyteSessionState<Extra>>;
  readonly names: PoolNames;
}

/** The engine's words for a rule. */
export type WiredRule<Extra extends object> = RequestOptions<
  ZyteSessionState<Extra>,
  ZyteRequest,
  ZyteResponse
>;

/** What a request wishes, with the variant that holds where it names none. */
export function wishWithVariant<Extra extends object>(
  variant: JsonValue | undefined,
  { ownVariant, options }: Rule<Extra>,
): SessionWish {
  const wish = wishOf(variant);
  return { ...wish, variant: wish.variant ?? ownVariant ?? options.variant };
}
