import type { CookieRecord } from "../cookies/cookie.ts";
import { describe, describeKind, invalidOption, type IdentityError } from "../errors.ts";
import { isPlainObject, type JsonValue } from "../json.ts";
import type { StorageStateOrigin } from "../storage-state/storage-state.ts";
import type { IdentityHeaders } from "./headers.ts";

/** The version of what the codec writes. */
export const VERSION = 1;

/** What every identity has; the rest was added by others. */
export const OWN_PROPERTIES: ReadonlySet<string> = new Set([
  "cookies",
  "proxy",
  "headers",
  "origins",
]);

/** An identity as JSON. Its parts are what they should be on the outside; what is in them is for the identity to check. */
export interface EncodedIdentity {
  readonly proxy: string | null;
  readonly headers: IdentityHeaders;
  /** In the order of their creation. */
  readonly cookies: readonly CookieRecord[];
  readonly origins: readonly StorageStateOrigin[];
  readonly added: Readonly<Record<string, JsonValue>>;
}

/** @throws {@link IdentityError} `ERR_INVALID_OPTION` when `json` was not made by `encode`, or by a later version. */
export function readEncoded(json: unknown): EncodedIdentity {
  if (!isPlainObject(json)) throw refuse("json", "an encoded identity", describeKind(json));
  if (json["version"] !== VERSION) throw refuse("version", `${VERSION}`, describe(json["version"]));
  const { proxy, headers, cookies, origins, added } = json;
  if (proxy !== null && typeof proxy !== "string")
    throw refuse("proxy", "a string or null", describeKind(proxy));
  if (!isPlainObject(headers)) throw refuse("headers", "an object", describeKind(headers));
  if (!Array.isArray(cookies)) throw refuse("cookies", "an array", describeKind(cookies));
  if (!Array.isArray(origins)) throw refuse("origins", "an array", describeKind(origins));
  if (!isPlainObject(added)) throw refuse("added", "an object", describeKind(added));
  return {
    proxy,
    headers: headers as IdentityHeaders,
    cookies: cookies as readonly CookieRecord[],
    origins: origins as readonly StorageStateOrigin[],
    added: added as Readonly<Record<string, JsonValue>>,
  };
}

export function refuse(option: string, expected: string, got: string): IdentityError {
  return invalidOption("identityCodec", option, expected, got);
}
