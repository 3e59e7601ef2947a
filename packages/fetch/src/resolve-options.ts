import { systemClock, type Clock, type OpenContext, type PoolSettings } from "@sessionary/core";
import {
  createProxyChooser,
  parseProxy,
  type IdentityHeaders,
  type ProxyChooser,
} from "@sessionary/identity";
import { describe, invalidOption } from "./invalid-option.ts";
import type { WireOptions } from "./options.ts";
import { defaultTransport } from "./transport/default-transport.ts";
import type { Transport } from "./transport/transport.ts";

const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;

/** What the adapter needs of the options, complete and checked. */
export interface AdapterOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly transport: Transport;
  readonly connectTimeoutMs: number;
  readonly clock: Clock;
  readonly chooseProxy: ProxyChooser;
  readonly makeHeaders: (context: OpenContext) => IdentityHeaders | Promise<IdentityHeaders>;
}

/** @throws `ERR_INVALID_OPTION` */
export function resolveAdapterOptions(
  options: WireOptions & { readonly pool?: Pick<PoolSettings, "clock" | "random"> },
): AdapterOptions {
  const {
    fetch,
    transport = defaultTransport(),
    connectTimeoutMs = DEFAULT_CONNECT_TIMEOUT_MS,
  } = options;
  if (fetch !== undefined && typeof fetch !== "function")
    throw invalidOption("fetch", "a function", describe(fetch));
  if (typeof transport?.open !== "function" || !Array.isArray(transport.protocols)) {
    throw invalidOption("transport", "a Transport, { protocols, open }", describe(transport));
  }
  if (
    !(typeof connectTimeoutMs === "number" && connectTimeoutMs > 0 && connectTimeoutMs < 2 ** 31)
  ) {
    throw invalidOption(
      "connectTimeoutMs",
      "milliseconds > 0 and < 2^31",
      describe(connectTimeoutMs),
    );
  }
  const random = options.pool?.random;
  const chooseProxy = createProxyChooser(
    options.proxies,
    typeof random === "function" ? { random } : {},
  );
  checkProtocols(options.proxies, transport);
  return {
    // Looked up late, so that tests and instrumentation that replace the global one are heard.
    fetch: fetch ?? ((input, init) => globalThis.fetch(input, init)),
    transport,
    connectTimeoutMs,
    clock: options.pool?.clock ?? systemClock,
    chooseProxy,
    makeHeaders: headerMaker(options),
  };
}

/** What `createProxyChooser` has found to be proxies may still be out of reach. */
function checkProtocols(proxies: WireOptions["proxies"], transport: Transport): void {
  if (proxies === undefined) return;
  const expected = `proxies of a protocol that the transport speaks (${transport.protocols.join(", ") || "none"})`;
  if (typeof proxies === "function") {
    if (transport.protocols.length === 0) throw invalidOption("proxies", expected, "a function");
    return;
  }
  for (const [index, proxy] of proxies.entries()) {
    const { protocol } = parseProxy(typeof proxy === "string" ? proxy : proxy.url);
    if (!transport.protocols.includes(protocol))
      throw invalidOption(`proxies[${index}]`, expected, protocol);
  }
}

function headerMaker({ headers = {}, userAgent }: WireOptions): AdapterOptions["makeHeaders"] {
  if (typeof headers !== "function" && (typeof headers !== "object" || headers === null)) {
    throw invalidOption("headers", "an object of header fields or a function", describe(headers));
  }
  const agents =
    userAgent === undefined ? [] : typeof userAgent === "string" ? [userAgent] : userAgent;
  if (
    !Array.isArray(agents) ||
    !agents.every((agent) => typeof agent === "string" && agent !== "")
  ) {
    throw invalidOption(
      "userAgent",
      "a string or a list of strings, none empty",
      describe(userAgent),
    );
  }
  if (userAgent !== undefined && agents.length === 0) {
    throw invalidOption("userAgent", "a string or a list of strings, none empty", "an empty list");
  }
  const list: readonly string[] = agents;
  const complete = (fields: IdentityHeaders, random: () => number): IdentityHeaders => {
    const agent = list[Math.floor(random() * list.length)];
    if (agent === undefined) return fields;
    const others = Object.entries(fields).filter(([name]) => name.toLowerCase() !== "user-agent");
    return { "user-agent": agent, ...Object.fromEntries(others) };
  };
  return (context) => {
    const { id, slot, variant, random } = context;
    const made = typeof headers === "function" ? headers({ id, slot, variant, random }) : headers;
    return made instanceof Promise
      ? made.then((fields) => complete(fields, random))
      : complete(made, random);
  };
}
