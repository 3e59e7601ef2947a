import { checkGroup, checkInteger, checkText } from "../../site/check-option.ts";
import { RunningTcpProxy } from "./running-tcp-proxy.ts";
import type { TcpProxy, TcpProxyOptions } from "./tcp-proxy.ts";

const OWNER = "TcpProxy";
const KNOWN = { port: true, host: true } as const;

/**
 * Starts a real TCP proxy on a free port of 127.0.0.1, through which clients reach a server until the test says otherwise: partitions,
 * outages, latency.
 *
 * @throws SessionaryError `ERR_INVALID_OPTION`: an unknown key, a wrong type, a value out of range
 * @example
 * ```ts
 * import { createTcpProxy, startRedisServer } from "@sessionary/testkit/redis";
 *
 * await using server = await startRedisServer();
 * await using proxy = await createTcpProxy({ port: server.port });
 * proxy.delay(20); // 20 ms there, 20 ms back
 * proxy.stall(); // a partition: connections stay open, nothing arrives
 * proxy.resume(); // what was held arrives
 * ```
 */
export async function createTcpProxy(options: TcpProxyOptions): Promise<TcpProxy> {
  const given = checkGroup<TcpProxyOptions>({ owner: OWNER, option: "options" }, options, KNOWN);
  return await RunningTcpProxy.start({
    port: checkInteger({ owner: OWNER, option: "port" }, given.port, [1, 65_535]),
    host: checkText(
      { owner: OWNER, option: "host" },
      given.host ?? "127.0.0.1",
      /./,
      "an address to connect to",
    ),
  });
}
