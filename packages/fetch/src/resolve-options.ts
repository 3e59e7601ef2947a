import { systemClock, type Clock, type PoolSettings } from "@sessionary/core";
import { createProxyChooser, parseProxy, type ProxyChooser } from "@sessionary/identity";
import { createHeaderMaker, type HeaderMaker } from "./header-maker.ts";
import { invalidOption } from "./invalid-option.ts";
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
  readonly makeHeaders: HeaderMaker;
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
    throw invalidOption("fetch", "a function", fetch);
  if (typeof transport?.open !== "function" || !Array.isArray(transport.protocols)) {
    throw invalidOption("transport", "a Transport, { protocols, open }", transport);
  }
  if (
    !(typeof connectTimeoutMs === "number" && connectTimeoutMs > 0 && connectTimeoutMs < 2 ** 31)
  ) {
    throw invalidOption("connectTimeoutMs", "milliseconds > 0 and < 2^31", connectTimeoutMs);
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
    makeHeaders: createHeaderMaker(options),
  };
}

/** What `createProxyChooser` has found to be proxies may still be out of reach. */
function checkProtocols(proxies: WireOptions["proxies"], transport: Transport): void {
  if (proxies === undefined) return;
  const expected = `proxies of a protocol that the transport speaks (${transport.protocols.join(", ") || "none"})`;
  if (typeof proxies === "function") {
    if (transport.protocols.length === 0) throw invalidOption("proxies", expected, proxies);
    return;
  }
  for (const [index, proxy] of proxies.entries()) {
    const { protocol } = parseProxy(typeof proxy === "string" ? proxy : proxy.url);
    if (!transport.protocols.includes(protocol))
      throw invalidOption(`proxies[${index}]`, expected, protocol);
  }
}
