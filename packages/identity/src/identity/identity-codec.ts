import { checkFunction, checkKeys } from "../check-options.ts";
import type { CookieRecord } from "../cookies/cookie.ts";
import { describe, describeKind, IdentityError, invalidOption } from "../errors.ts";
import { isPlainObject, toJson, type JsonValue } from "../json.ts";
import type { StorageStateOrigin } from "../storage-state/storage-state.ts";
import type { IdentityHeaders } from "./headers.ts";
import { createHttpIdentity, type HttpIdentity } from "./http-identity.ts";

/** Identity to JSON and back. It is a `StateCodec<HttpIdentity>` of `@sessionary/core`. */
export interface IdentityCodec {
  /**
   * Everything the identity is, **secrets included**: cookies in the order of their creation, the proxy with its
   * credentials, headers, browser storage, and JSON properties that others added.
   *
   * @throws {@link IdentityError} `ERR_INVALID_OPTION` when an added property is not JSON.
   */
  encode(identity: HttpIdentity): JsonValue;
  /**
   * The identity that was encoded. Cookies that have expired meanwhile are left out.
   *
   * @throws {@link IdentityError} `ERR_INVALID_OPTION` when `json` was not made by `encode`, or by a later version.
   */
  decode(json: unknown): HttpIdentity;
}

/** What decoded identities run on. */
export interface IdentityCodecOptions {
  /**
   * The clock of decoded jars, in epoch milliseconds.
   *
   * @default Date.now
   */
  readonly now?: (() => number) | undefined;
}

const OPTIONS = ["now"] as const;
const VERSION = 1;
const OWN_PROPERTIES: ReadonlySet<string> = new Set(["cookies", "proxy", "headers", "origins"]);

/**
 * Makes a codec whose jars run on a clock of yours, for tests; {@link identityCodec} is the one on the system's.
 *
 * @throws {@link IdentityError} `ERR_INVALID_OPTION` for an unknown option, or a clock that is no function.
 */
export function createIdentityCodec(options: IdentityCodecOptions = {}): IdentityCodec {
  checkKeys("createIdentityCodec", options, OPTIONS);
  checkFunction("createIdentityCodec", "now", options.now);
  return { encode, decode: (json) => decode(json, options.now) };
}

/**
 * Saves and restores identities without loss, as versioned JSON. The result holds secrets: treat it like a password.
 *
 * @example
 * ```ts
 * import { createHttpIdentity, identityCodec } from "@sessionary/identity";
 *
 * const identity = createHttpIdentity();
 * identity.cookies.setCookie("sid=1; Max-Age=3600", "https://shop.example/");
 * const saved = JSON.stringify(identityCodec.encode(identity));
 * const restored = identityCodec.decode(JSON.parse(saved));
 * console.log(restored.cookies.cookieHeader("https://shop.example/")); // "sid=1"
 * ```
 */
export const identityCodec: IdentityCodec = /* @__PURE__ */ createIdentityCodec();

function encode(identity: HttpIdentity): JsonValue {
  const added = Object.entries(identity).filter(([key]) => !OWN_PROPERTIES.has(key));
  return {
    version: VERSION,
    proxy: identity.proxy?.url ?? null,
    headers: toJson(identity.headers, "headers"),
    cookies: toJson(identity.cookies.cookies(), "cookies"),
    origins: toJson(identity.origins, "origins"),
    added: toJson(Object.fromEntries(added), "identity"),
  };
}

function decode(json: unknown, now: (() => number) | undefined): HttpIdentity {
  if (!isPlainObject(json)) throw refuse("json", "an encoded identity", describeKind(json));
  if (json["version"] !== VERSION) throw refuse("version", `${VERSION}`, describe(json["version"]));
  const { proxy, headers, cookies, origins, added } = json;
  if (proxy !== null && typeof proxy !== "string")
    throw refuse("proxy", "a string or null", describeKind(proxy));
  if (!isPlainObject(headers)) throw refuse("headers", "an object", describeKind(headers));
  if (!Array.isArray(cookies)) throw refuse("cookies", "an array", describeKind(cookies));
  if (!Array.isArray(origins)) throw refuse("origins", "an array", describeKind(origins));
  if (!isPlainObject(added)) throw refuse("added", "an object", describeKind(added));
  try {
    const identity = createHttpIdentity({
      proxy: proxy ?? undefined,
      headers: headers as IdentityHeaders,
      cookies: cookies as readonly CookieRecord[],
      origins: origins as readonly StorageStateOrigin[],
      now,
    });
    for (const [key, value] of Object.entries(added)) {
      if (OWN_PROPERTIES.has(key))
        throw refuse("added", "without what identities have", describe(key));
      // Defined, not assigned: `__proto__` is a name like any other here.
      Object.defineProperty(identity, key, {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
      });
    }
    return identity;
  } catch (error) {
    if (!(error instanceof IdentityError)) throw error;
    throw new IdentityError(error.message.replace(/^\w+:/, "identityCodec:"));
  }
}

function refuse(option: string, expected: string, got: string): IdentityError {
  return invalidOption("identityCodec", option, expected, got);
}
