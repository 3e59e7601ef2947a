import { checkFunction } from "../check-options.ts";
import { describe, describeKind, invalidOption } from "../errors.ts";
import { parseProxy } from "../proxy/parse-proxy.ts";
import { createProxyChooser, type ProxySource } from "../proxy/proxy-chooser.ts";
import type { ProxyProtocol, ProxyServer } from "../proxy/proxy-server.ts";
import type { IdentityHeaders } from "./headers.ts";
import { createHttpIdentity, type HttpIdentity } from "./http-identity.ts";

type MaybePromise<T> = T | Promise<T>;

/** What a new identity may depend on; the `OpenContext` of `@sessionary/core` is one. */
export interface IdentityContext {
  /** The name of the session's pool; proxies of a list are used in turn in each. */
  readonly pool?: string | undefined;
  /** The id of the session being built. */
  readonly id: string;
  /** Its slot in the pool: the lowest free integer from 0. */
  readonly slot: number;
  /** The variant of the request that the session is built for, if any. */
  readonly variant: unknown;
  /** The pool's random source, in [0, 1). */
  readonly random: () => number;
}

/** What the sessions of a client look like on the wire. Every adapter takes these beside its own options. */
export interface IdentitySourceOptions<Context extends IdentityContext = IdentityContext> {
  /**
   * Proxies, one for the life of each session: a list used in turn, a list with weights, or a function that is asked for every
   * session.
   *
   * @default none: direct connections
   * @example ["http://user:password@proxy-1:8000", "http://user:password@proxy-2:8000"]
   */
  readonly proxies?: ProxySource | undefined;
  /**
   * Header fields of every request of a session, or a function that makes those of each session. A request's own
   * headers win.
   *
   * @default {}
   */
  readonly headers?:
    | IdentityHeaders
    | ((context: Context) => MaybePromise<IdentityHeaders>)
    | undefined;
  /**
   * The User-Agent of every session, or several to draw each session's from. Wins over one in `headers`.
   *
   * @default what `headers` says, or the client's own
   */
  readonly userAgent?: string | readonly string[] | undefined;
}

/** How an {@link IdentityMaker} is made. */
export interface IdentityMakerSettings {
  /** In whose name wrong options are refused: `"createSessionFetch"`. */
  readonly subject: string;
  /**
   * Protocols of proxies that the client can go through; others are refused.
   *
   * @default all of them
   */
  readonly protocols?: readonly ProxyProtocol[] | undefined;
  /**
   * Draws proxies from a weighted list, in [0, 1).
   *
   * @default Math.random
   */
  readonly random?: (() => number) | undefined;
  /**
   * The clock of the jars, in epoch milliseconds.
   *
   * @default Date.now
   */
  readonly now?: (() => number) | undefined;
}

/** Makes the blank identity of a new session. A promise only where one of the options is asynchronous. */
export type IdentityMaker<Context extends IdentityContext = IdentityContext> = (
  context: Context,
) => MaybePromise<HttpIdentity>;

/**
 * Makes the `open` of an adapter for HTTP: an identity with an empty jar, its proxy, its headers.
 *
 * @throws {@link IdentityError} `ERR_INVALID_OPTION` at once for options that cannot be used; from the maker for what a function
 *   of them answered.
 *
 * @example
 * ```ts
 * import { createIdentityMaker } from "@sessionary/identity";
 *
 * const make = createIdentityMaker(
 *   { proxies: ["http://proxy-1:8000"], userAgent: ["Mozilla/5.0 (X11)", "Mozilla/5.0 (Macintosh)"] },
 *   { subject: "createSessionClient", protocols: ["http", "https"] },
 * );
 * const identity = await make({ id: "s1", slot: 0, variant: undefined, random: Math.random });
 * console.log(String(identity.proxy)); // "http://proxy-1:8000"
 * ```
 */
export function createIdentityMaker<Context extends IdentityContext = IdentityContext>(
  options: IdentitySourceOptions<Context>,
  settings: IdentityMakerSettings,
): IdentityMaker<Context> {
  const { subject, protocols, random, now } = settings;
  checkFunction(subject, "random", random);
  checkFunction(subject, "now", now);
  const choose = createProxyChooser(options.proxies, random === undefined ? {} : { random });
  if (protocols !== undefined) checkProtocols(options.proxies, protocols, subject);
  const headersOf = createHeaderMaker(options, subject);
  const make = (proxy: ProxyServer | undefined, headers: IdentityHeaders): HttpIdentity => {
    if (proxy !== undefined && protocols?.includes(proxy.protocol) === false) {
      const expected = `functions that choose proxies of a protocol this client speaks (${protocols.join(", ")})`;
      throw invalidOption(subject, "proxies", expected, proxy.protocol);
    }
    return createHttpIdentity({ proxy, headers, now });
  };
  return (context) => {
    const { pool, id, slot, variant } = context;
    const proxy = choose({ pool, id, slot, variant });
    const headers = headersOf(context);
    return proxy instanceof Promise || headers instanceof Promise
      ? Promise.all([proxy, headers]).then((both) => make(...both))
      : make(proxy, headers);
  };
}

function createHeaderMaker<Context extends IdentityContext>(
  { headers = {}, userAgent }: IdentitySourceOptions<Context>,
  subject: string,
): (context: Context) => MaybePromise<IdentityHeaders> {
  const agents = agentsOf(userAgent, subject);
  const isFunction = typeof headers === "function";
  if (!isFunction && (typeof headers !== "object" || headers === null)) {
    const expected = "an object of header fields or a function";
    throw invalidOption(subject, "headers", expected, describeKind(headers));
  }
  // Identities check their headers; these are known before there is one.
  if (!isFunction) createHttpIdentity({ headers });
  for (const agent of agents) createHttpIdentity({ headers: { "user-agent": agent } });

  const withAgent = (fields: IdentityHeaders, random: () => number): IdentityHeaders => {
    const agent = agents[Math.floor(random() * agents.length)];
    if (agent === undefined) return fields;
    const others = Object.entries(fields).filter(([name]) => name.toLowerCase() !== "user-agent");
    return { "user-agent": agent, ...Object.fromEntries(others) };
  };
  return (context) => {
    const made = isFunction ? headers(context) : headers;
    return made instanceof Promise
      ? made.then((fields) => withAgent(fields, context.random))
      : withAgent(made, context.random);
  };
}

function agentsOf(userAgent: unknown, subject: string): readonly string[] {
  if (userAgent === undefined) return [];
  const agents: readonly unknown[] = Array.isArray(userAgent) ? userAgent : [userAgent];
  const good = agents.filter((agent): agent is string => typeof agent === "string" && agent !== "");
  if (good.length === agents.length && good.length > 0) return good;
  const expected = "a string or a list of strings, none empty";
  throw invalidOption(subject, "userAgent", expected, describe(userAgent));
}

/** What `createProxyChooser` has found to be proxies may still be out of reach. */
function checkProtocols(
  proxies: ProxySource | undefined,
  protocols: readonly ProxyProtocol[],
  subject: string,
): void {
  if (proxies === undefined) return;
  const expected = `proxies of a protocol that this client speaks (${protocols.join(", ") || "none"})`;
  if (typeof proxies === "function") {
    if (protocols.length > 0) return;
    throw invalidOption(subject, "proxies", expected, describeKind(proxies));
  }
  for (const [index, proxy] of proxies.entries()) {
    const { protocol } = parseProxy(typeof proxy === "string" ? proxy : proxy.url);
    if (protocols.includes(protocol)) continue;
    throw invalidOption(subject, `proxies[${index}]`, expected, protocol);
  }
}
