import { systemClock, type Clock, type PoolSettings } from "@sessionary/core";
import { createIdentityMaker, type IdentityMaker } from "@sessionary/identity";
import { invalidOption } from "./invalid-option.ts";
import type { SessionHeadersContext, WireOptions } from "./options.ts";
import { defaultTransport } from "./transport/default-transport.ts";
import type { Transport } from "./transport/transport.ts";

const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;

/** What the adapter needs of the options, complete and checked. */
export interface AdapterOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly transport: Transport;
  readonly connectTimeoutMs: number;
  readonly clock: Clock;
  readonly makeIdentity: IdentityMaker<SessionHeadersContext>;
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
  const clock = options.pool?.clock ?? systemClock;
  const random = options.pool?.random;
  return {
    // Looked up late, so that tests and instrumentation that replace the global one are heard.
    fetch: fetch ?? ((input, init) => globalThis.fetch(input, init)),
    transport,
    connectTimeoutMs,
    clock,
    makeIdentity: createIdentityMaker(options, {
      subject: "createSessionFetch",
      protocols: transport.protocols,
      random: typeof random === "function" ? random : undefined,
      now: () => clock.now(),
    }),
  };
}
