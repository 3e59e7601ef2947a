import {
  aFunction,
  aNumber,
  aString,
  anInteger,
  anObjectWith,
  invalidOption,
  systemClock,
  type Clock,
  type OptionRule,
  type OptionRules,
} from "@sessionary/core";
import { defaultRetryPolicy } from "../retry/policies.ts";
import type { RetryPolicy } from "../retry/retry-policy.ts";
import {
  foreignConnections,
  keepAliveConnections,
  type Connections,
} from "../transport/connections.ts";
import { Secret } from "../transport/secret.ts";
import { Transport } from "../transport/transport.ts";
import { resolveApiKey } from "./api-key.ts";
import { expectClientOptions } from "./expect-client-options.ts";
import type { ZyteClientOptions } from "./options.ts";

const SUBJECT = "createZyteClient";

const DEFAULTS = {
  baseUrl: "https://api.zyte.com/v1/",
  concurrency: 15,
  timeoutMs: 320_000,
  userAgent: "sessionary-zyte-api",
} as const;

/** What a client is made of. */
export interface ClientParts {
  readonly transport: Transport;
  readonly connections: Connections;
  readonly concurrency: number;
  readonly retryPolicy: RetryPolicy;
  readonly signal: AbortSignal | undefined;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Longer timers overflow, and fire at once. */
const aTimeout: OptionRule = aNumber(
  "a number of milliseconds > 0 and < 2^31",
  (ms) => ms > 0 && ms < 2 ** 31,
);

/** What can be said of a client. */
export const clientRules: OptionRules<ZyteClientOptions> = {
  // Of a key not even the wrong value is shown.
  apiKey: () => undefined,
  baseUrl: (value) => (value instanceof URL ? undefined : aString(value, SUBJECT, "baseUrl")),
  concurrency: anInteger(1),
  retryPolicy: anObjectWith("start"),
  timeoutMs: aTimeout,
  userAgent: aString,
  fetch: aFunction,
  signal: anObjectWith("addEventListener"),
  clock: anObjectWith("now", "setTimeout", "clearTimeout"),
  random: aFunction,
};

/** @throws `ERR_INVALID_OPTION` */
export function resolveOptions(options: ZyteClientOptions): ClientParts {
  expectClientOptions(SUBJECT, options, clientRules);
  const { fetch, clock = systemClock, concurrency = DEFAULTS.concurrency } = options;
  const connections = fetch === undefined ? keepAliveConnections(concurrency) : foreignConnections;
  const transport = new Transport({
    url: endpoint(options.baseUrl ?? DEFAULTS.baseUrl),
    secret: new Secret(resolveApiKey(options.apiKey)),
    userAgent: options.userAgent ?? DEFAULTS.userAgent,
    // Looked up late, so that tests and instrumentation that replace the global one are heard.
    fetch: fetch ?? ((input, init) => globalThis.fetch(input, init)),
    connections,
    timeoutMs: options.timeoutMs ?? DEFAULTS.timeoutMs,
    clock,
  });
  return {
    transport,
    connections,
    concurrency,
    retryPolicy: options.retryPolicy ?? defaultRetryPolicy,
    signal: options.signal,
    clock,
    random: options.random ?? Math.random,
  };
}

/** With or without a slash at its end. */
function endpoint(baseUrl: string | URL): URL {
  const base = URL.canParse(String(baseUrl)) ? new URL(baseUrl) : undefined;
  if (base === undefined || !/^https?:$/.test(base.protocol) || base.username || base.password) {
    throw invalidOption(SUBJECT, "baseUrl", "an http(s) URL without credentials", String(baseUrl));
  }
  if (!base.pathname.endsWith("/")) base.pathname += "/";
  return new URL("extract", base);
}
