import { checkFunction, checkKeys } from "../check-options.ts";
import { describe, IdentityError } from "../errors.ts";
import { toJson, type JsonValue } from "../json.ts";
import { OWN_PROPERTIES, readEncoded, refuse, VERSION } from "./encoded-identity.ts";
import { createHttpIdentity, type HttpIdentity } from "./http-identity.ts";
import { mergeIdentities } from "./merge-identities.ts";

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
  /**
   * A number that changes whenever the cookies do, all that changes of an identity by itself. `undefined` when others added
   * properties: they may change, too, and only encoding tells.
   */
  revision(identity: HttpIdentity): number | undefined;
  /**
   * What becomes of an encoded identity that was changed in two places at once: `base` is what both started from, `mine` the
   * one that is written now, `theirs` the one that was written meanwhile.
   *
   * Cookies are merged one by one, told apart as jars do: by name, domain, path, host-only flag and partition. What one side set, changed or
   * deleted since `base` is kept. Where both did so with one cookie, the later `createdAt` wins (it was deleted and set anew),
   * then the later expiry (a site that renews a cookie gives it the same life each time), then mine: it is written last. An
   * expired cookie counts as deleted, except that expiry alone wins over nothing: a cookie that one side renewed lives on.
   *
   * The proxy, the headers as a whole, the storage of each origin, and each property that others added are kept from the
   * side that changed them; if both did, mine wins.
   *
   * @throws {@link IdentityError} `ERR_INVALID_OPTION` when one of them was not made by `encode`, or by a later version.
   */
  merge(base: unknown, mine: unknown, theirs: unknown): JsonValue;
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

/**
 * Makes a codec whose jars run on a clock of yours, for tests; {@link identityCodec} is the one on the system's.
 *
 * @throws {@link IdentityError} `ERR_INVALID_OPTION` for an unknown option, or a clock that is no function.
 */
export function createIdentityCodec(options: IdentityCodecOptions = {}): IdentityCodec {
  checkKeys("createIdentityCodec", options, OPTIONS);
  checkFunction("createIdentityCodec", "now", options.now);
  const { now = Date.now } = options;
  return {
    encode,
    decode: (json) => decode(json, options.now),
    revision,
    merge: (base, mine, theirs) => mergeIdentities({ base, mine, theirs }, now),
  };
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

function revision(identity: HttpIdentity): number | undefined {
  const isPlain = Object.keys(identity).every((key) => OWN_PROPERTIES.has(key));
  return isPlain ? identity.cookies.version : undefined;
}

function decode(json: unknown, now: (() => number) | undefined): HttpIdentity {
  const { proxy, headers, cookies, origins, added } = readEncoded(json);
  try {
    const identity = createHttpIdentity({
      proxy: proxy ?? undefined,
      headers,
      cookies,
      origins,
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
