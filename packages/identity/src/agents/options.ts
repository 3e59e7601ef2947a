import type { AgentOptions } from "node:https";
import { describe, invalidOption } from "../errors.ts";
import type { ProxyServer } from "../proxy/proxy-server.ts";
import { systemTimers, type ConnectLimit, type TimerClock } from "./connect-limit.ts";

/**
 * Options of {@link createAgents}: what Node's `https.Agent` takes, TLS options included, and what a session adds to it.
 *
 * TLS options (`ca`, `cert`, `rejectUnauthorized` ...) are for sites. `localAddress`, `family`, `lookup` and the like also hold
 * for the connection to a proxy.
 */
export interface AgentsOptions extends Readonly<AgentOptions> {
  /** Where the session's connections go through; `undefined` for direct ones. Parse an address with `parseProxy`. */
  readonly proxy: ProxyServer | undefined;
  /** Longest time until a connection is usable, tunnel and TLS included, in milliseconds: > 0 and < 2^31. */
  readonly connectTimeoutMs: number;
  /**
   * For the timers of that limit.
   *
   * @default the runtime's
   */
  readonly clock?: TimerClock | undefined;
  /**
   * Keeps connections for the session's next request.
   *
   * @default true
   */
  readonly keepAlive?: boolean | undefined;
}

/** As axios and got set it on every request: a socket that is told nothing new costs no call of the system. */
const KEEP_ALIVE_PROBE_MS = 60_000;

/** The options, cut up. */
export interface Resolved {
  readonly proxy: ProxyServer | undefined;
  readonly limit: ConnectLimit;
  readonly agent: AgentOptions;
}

/** @throws `ERR_INVALID_OPTION` */
export function resolveAgentsOptions(options: AgentsOptions): Resolved {
  const { proxy, connectTimeoutMs, clock = systemTimers, ...rest } = options;
  const { keepAlive = true, keepAliveMsecs = KEEP_ALIVE_PROBE_MS } = rest;
  if (
    !(typeof connectTimeoutMs === "number" && connectTimeoutMs > 0 && connectTimeoutMs < 2 ** 31)
  ) {
    const expected = "milliseconds > 0 and < 2^31";
    throw invalidOption("createAgents", "connectTimeoutMs", expected, describe(connectTimeoutMs));
  }
  if (Reflect.get(rest, "proxyEnv") !== undefined) {
    throw invalidOption("createAgents", "proxyEnv", "left out: the proxy is `proxy`", "something");
  }
  return {
    proxy,
    limit: { timeoutMs: connectTimeoutMs, clock },
    agent: { ...rest, keepAlive, keepAliveMsecs },
  };
}
