import type { JsonValue } from "@sessionary/core";
import type { Address } from "../request/address.ts";
import type { ZyteParams } from "./params.ts";

/** What a request says of its session beyond what the engine knows. To the engine all of it is the variant of the request. */
export interface SessionWish {
  readonly location?: Address | undefined;
  readonly params?: ZyteParams | undefined;
  readonly cookieMode?: boolean | undefined;
  readonly variant?: JsonValue | undefined;
}

const NOTHING: SessionWish = Object.freeze({});
const KEYS: ReadonlySet<string> = new Set(["location", "params", "cookieMode", "variant"]);

/** The variant that carries a wish; `undefined` when it wishes nothing. */
export function toVariant(wish: SessionWish): JsonValue | undefined {
  const given = Object.entries(wish).filter(([, value]) => value !== undefined);
  return given.length === 0 ? undefined : (Object.fromEntries(given) as JsonValue);
}

/** The wish that a variant carries. One that was handed to a pool directly is the user's own. */
export function wishOf(variant: JsonValue | undefined): SessionWish {
  if (variant === undefined) return NOTHING;
  const isWish =
    typeof variant === "object" &&
    variant !== null &&
    !Array.isArray(variant) &&
    Object.keys(variant).every((key) => KEYS.has(key));
  return isWish ? (variant as SessionWish) : { variant };
}
