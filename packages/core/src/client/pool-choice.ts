import type { SessionAdapter } from "../adapter/adapter.ts";
import { canonicalJson } from "../canonical-json.ts";
import { invalidOption, isObject } from "../options/expect.ts";
import type { JsonValue } from "../types.ts";
import type { PoolChoice, RequestOptions } from "./client-options.ts";
import { SUBJECT } from "./subject.ts";
import { hostOf } from "./url-parts.ts";

/** The pool of requests whose URL has no host. */
const HOSTLESS = "default";

/** What the name of a pool ends with for a variant of its own: a space, which no host contains, and its canonical JSON. */
export function variantSuffix(variant: JsonValue | undefined): string {
  return variant === undefined ? "" : ` ${canonicalJson(variant, SUBJECT)}`;
}

/** The pool that a request belongs to unless somebody says otherwise. */
export function defaultPoolName<Request>(
  adapter: Pick<SessionAdapter<never, Request, never>, "url">,
  request: Request,
  suffix: string,
): string {
  const host = hostOf(adapter.url(request)) || HOSTLESS;
  return suffix === "" ? host : host + suffix;
}

/**
 * Asks the user's `poolName`.
 *
 * @throws what it throws, and `ERR_INVALID_OPTION` when its answer names no pool
 */
export function askPoolName<State, Request, Response>(
  poolName: NonNullable<RequestOptions<State, Request, Response>["poolName"]>,
  request: Request,
  variant: JsonValue | undefined,
): PoolChoice<State> {
  const choice: unknown = poolName(request, variant);
  const name = isObject(choice) ? Reflect.get(choice, "name") : choice;
  if (typeof name === "string" && name !== "") return choice as PoolChoice<State>;
  throw invalidOption(SUBJECT, "poolName", "a function that answers a name or { name }", choice);
}
