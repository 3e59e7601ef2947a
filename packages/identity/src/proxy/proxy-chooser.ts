import { checkFunction, checkKeys } from "../check-options.ts";
import { describe, describeKind, IdentityError, invalidOption } from "../errors.ts";
import { parseProxy } from "./parse-proxy.ts";
import type { ProxyServer } from "./proxy-server.ts";
import { ProxyTurns } from "./proxy-turns.ts";

/** What a choice may depend on. */
export interface ProxyContext {
  /** The name of the session's pool: each takes turns of its own. */
  readonly pool?: string | undefined;
  /** The id of the session being built. */
  readonly id: string;
  /** Its slot in the pool: the lowest free integer from 0; a replacement gets the slot of what it replaces. */
  readonly slot: number;
  /** The variant of the request that the session is built for, if any. */
  readonly variant: unknown;
}

/** A proxy of a weighted list. */
export interface WeightedProxy {
  /** The address, checked as by `parseProxy`. */
  readonly url: string;
  /** Its share of the draws, relative to the others: a number > 0. */
  readonly weight: number;
}

/** Chooses a proxy, or none (`undefined`) for a direct connection. */
export type ProxyFunction = (
  context: ProxyContext,
) => string | undefined | Promise<string | undefined>;

/**
 * Where sessions get their proxies from. Every session asks once and keeps the answer.
 *
 * - a list of URLs: in turn. The first session of a slot gets proxy number slot, each pool and variant starting one further, so
 *   that pools spread evenly over the list; every other one gets the proxy after that of the one before it in its slot, pool
 *   and variant. So a replacement does not get the proxy its predecessor failed with, unless there is only one
 * - a list of `{ url, weight }`: drawn at random by weight
 * - a function, which may be asynchronous
 */
export type ProxySource = readonly string[] | readonly WeightedProxy[] | ProxyFunction;

/** How a {@link ProxyChooser} draws. */
export interface ProxyChooserOptions {
  /**
   * Draws a number in [0, 1).
   *
   * @default Math.random
   */
  readonly random?: (() => number) | undefined;
}

const OPTIONS = ["random"] as const;

/** Chooses the proxy of a new session; lists answer at once. */
export type ProxyChooser = (
  context: ProxyContext,
) => ProxyServer | undefined | Promise<ProxyServer | undefined>;

/**
 * Makes the chooser of a client or a pool. Without a source every session connects directly.
 *
 * @throws {@link IdentityError} `ERR_INVALID_OPTION` at once for an empty or mixed list, a wrong URL, weight or option; from the
 *   chooser when a function returned a wrong URL. Messages name the place in the list and no credentials.
 *
 * @example
 * ```ts
 * import { createProxyChooser } from "@sessionary/identity";
 *
 * const choose = createProxyChooser(["http://proxy-1:8000", "http://proxy-2:8000"]);
 * console.log(String(await choose({ id: "s1", slot: 0, variant: undefined }))); // "http://proxy-1:8000"
 * console.log(String(await choose({ id: "s2", slot: 1, variant: undefined }))); // "http://proxy-2:8000"
 * ```
 */
export function createProxyChooser(
  source: ProxySource | undefined,
  options: ProxyChooserOptions = {},
): ProxyChooser {
  checkKeys("createProxyChooser", options, OPTIONS);
  checkFunction("createProxyChooser", "random", options.random);
  if (source === undefined) return () => undefined;
  if (typeof source === "function") return chooseByFunction(source);
  if (!Array.isArray(source) || source.length === 0) {
    const got = Array.isArray(source) ? "an empty list" : describeKind(source);
    throw refuse("proxies", "a list with at least one proxy, or a function", got);
  }
  const list: readonly (string | WeightedProxy)[] = source;
  if (list.every((entry) => typeof entry === "string")) return chooseInTurn(list.map(parseAt));
  return chooseByWeight(list, options.random ?? Math.random);
}

function chooseInTurn(proxies: readonly ProxyServer[]): ProxyChooser {
  const turns = new ProxyTurns();
  return (context) => proxies[turns.next(context) % proxies.length];
}

function chooseByWeight(
  list: readonly (string | WeightedProxy)[],
  random: () => number,
): ProxyChooser {
  let total = 0;
  const shares = list.map((entry, index) => {
    if (typeof entry !== "object" || entry === null) {
      throw refuse(
        `proxies[${index}]`,
        "{ url, weight } like others of the list",
        describeKind(entry),
      );
    }
    if (!(entry.weight > 0 && entry.weight < Number.POSITIVE_INFINITY)) {
      throw refuse(`proxies[${index}].weight`, "a number > 0", describe(entry.weight));
    }
    total += entry.weight;
    return { proxy: parseAt(entry.url, index), upTo: total };
  });
  return () => {
    const drawn = random() * total;
    return (shares.find(({ upTo }) => drawn < upTo) ?? shares.at(-1))?.proxy;
  };
}

function chooseByFunction(choose: ProxyFunction): ProxyChooser {
  return (context) => {
    const url = choose(context);
    return url instanceof Promise ? url.then(parseOptional) : parseOptional(url);
  };
}

function parseOptional(url: string | undefined): ProxyServer | undefined {
  return url === undefined ? undefined : parseProxy(url);
}

function parseAt(url: string, index: number): ProxyServer {
  try {
    return parseProxy(url);
  } catch (error) {
    if (!(error instanceof IdentityError)) throw error;
    throw new IdentityError(error.message.replace("`url`", `\`proxies[${index}]\``));
  }
}

function refuse(option: string, expected: string, got: string): IdentityError {
  return invalidOption("Proxy", option, expected, got);
}
