import { checkFunction, checkKeys } from "../check-options.ts";
import { CookieJar } from "../cookies/cookie-jar.ts";
import type { CookieRecord } from "../cookies/cookie.ts";
import { describeKind, invalidOption, type IdentityError } from "../errors.ts";
import { parseProxy } from "../proxy/parse-proxy.ts";
import { ProxyAddress, type ProxyServer } from "../proxy/proxy-server.ts";
import { Redacted } from "../redacted.ts";
import type { StorageStateOrigin } from "../storage-state/storage-state.ts";
import { checkHeaders, type IdentityHeaders } from "./headers.ts";

/**
 * What a session is on the wire. Printed, it shows no cookie, credential or header value.
 *
 * Properties that others add to it (`Object.assign(identity, { token })`) are kept and saved by the codec, as long as
 * they are JSON.
 */
export interface HttpIdentity extends Redacted {
  /** Its own: no two sessions share a jar. */
  readonly cookies: CookieJar;
  /** Chosen once; `undefined` for direct connections. */
  readonly proxy: ProxyServer | undefined;
  /** Sent with every request; the user agent is one of them. */
  readonly headers: IdentityHeaders;
  /** The localStorage and IndexedDB of a browser that this identity came from; kept for the way back. */
  readonly origins: readonly StorageStateOrigin[];
}

/** What a new {@link HttpIdentity} has from the start. */
export interface HttpIdentityOptions {
  /**
   * The address of the session's proxy, checked as by `parseProxy`.
   *
   * @default none: direct connections
   */
  readonly proxy?: string | ProxyServer | undefined;
  /**
   * Header fields sent with every request, such as `{ "user-agent": "..." }`. `Cookie` is refused: the jar makes it.
   *
   * @default {}
   */
  readonly headers?: IdentityHeaders | undefined;
  /**
   * The jar, or cookies for a new one.
   *
   * @default an empty jar
   */
  readonly cookies?: CookieJar | readonly CookieRecord[] | undefined;
  /**
   * What a browser stored for its origins.
   *
   * @default []
   */
  readonly origins?: readonly StorageStateOrigin[] | undefined;
  /**
   * The clock of a new jar, in epoch milliseconds.
   *
   * @default Date.now
   */
  readonly now?: (() => number) | undefined;
}

const OPTIONS = ["proxy", "headers", "cookies", "origins", "now"] as const;

class WireIdentity extends Redacted implements HttpIdentity {
  readonly cookies: CookieJar;
  readonly proxy: ProxyServer | undefined;
  readonly headers: IdentityHeaders;
  readonly origins: readonly StorageStateOrigin[];

  constructor(options: HttpIdentityOptions) {
    super();
    this.cookies = jarOf(options);
    this.proxy = proxyOf(options.proxy);
    this.headers = options.headers === undefined ? NO_HEADERS : checkHeaders(options.headers);
    this.origins = options.origins ?? NO_ORIGINS;
  }

  override toString(): string {
    const proxy = this.proxy?.toString() ?? "none";
    const headers = Object.keys(this.headers).join(", ") || "none";
    return `HttpIdentity(cookies: ${this.cookies.size}, proxy: ${proxy}, headers: ${headers})`;
  }
}

/** Shared by all identities without any: a pool of 100,000 sessions should not hold 100,000 empty objects. */
const NO_HEADERS: IdentityHeaders = Object.freeze({});
const NO_ORIGINS: readonly StorageStateOrigin[] = Object.freeze([]);

/**
 * Makes what a session is on the wire: a jar, a proxy, headers.
 *
 * @throws {@link IdentityError} `ERR_INVALID_OPTION` for an unknown option, a wrong proxy address, a header that can't
 *   be sent or is `Cookie`, or a cookie that no browser would hold.
 *
 * @example
 * ```ts
 * import { createHttpIdentity } from "@sessionary/identity";
 *
 * const identity = createHttpIdentity({
 *   proxy: "http://user:secret@proxy-1:8000",
 *   headers: { "user-agent": "Mozilla/5.0" },
 * });
 * identity.cookies.setCookie("sid=1", "https://shop.example/");
 * console.log(String(identity)); // "HttpIdentity(cookies: 1, proxy: http://proxy-1:8000, headers: user-agent)"
 * ```
 */
export function createHttpIdentity(options: HttpIdentityOptions = {}): HttpIdentity {
  checkKeys("HttpIdentity", options, OPTIONS);
  checkFunction("HttpIdentity", "now", options.now);
  return new WireIdentity(options);
}

function jarOf({ cookies, now }: HttpIdentityOptions): CookieJar {
  if (cookies instanceof CookieJar) return cookies;
  const jar = new CookieJar({ now });
  if (cookies === undefined) return jar;
  if (!Array.isArray(cookies))
    throw refuse("cookies", "a CookieJar or a list of cookies", describeKind(cookies));
  const records: readonly CookieRecord[] = cookies;
  for (const [index, record] of records.entries()) {
    const outcome = jar.add(record);
    if (outcome.startsWith("refused"))
      throw refuse(`cookies[${index}]`, "a cookie that a browser could hold", outcome);
  }
  return jar;
}

function proxyOf(proxy: string | ProxyServer | undefined): ProxyServer | undefined {
  if (proxy === undefined || proxy instanceof ProxyAddress) return proxy;
  return parseProxy(typeof proxy === "object" && proxy !== null ? proxy.url : proxy);
}

function refuse(option: string, expected: string, got: string): IdentityError {
  return invalidOption("HttpIdentity", option, expected, got);
}
