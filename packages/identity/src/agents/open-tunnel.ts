import type { Socket } from "node:net";
import type { ProxyServer } from "../proxy/proxy-server.ts";
import { askByConnect } from "./ask-by-connect.ts";
import { askBySocks4 } from "./ask-by-socks4.ts";
import { askBySocks5 } from "./ask-by-socks5.ts";
import { reachProxy, type LocalOptions } from "./reach-proxy.ts";
import type { AskForTunnel, TunnelTarget } from "./tunnel.ts";

/** How a tunnel is opened. */
export interface TunnelOptions {
  /** Gives the tunnel up while it is being opened. */
  readonly signal: AbortSignal;
  /**
   * How to connect to the proxy: `localAddress`, `family`, `lookup` and the like.
   *
   * @default {}
   */
  readonly local?: LocalOptions | undefined;
}

/**
 * Opens a tunnel through a proxy (http, https, socks4 or socks5), for clients that make their own connections. What the socket
 * carries is the site's; TLS with the site is the caller's to start.
 *
 * @throws `ERR_PROXY` when the proxy cannot be reached or refuses us; `ERR_TUNNEL` when it could not reach the site or hung up
 * @throws the signal's reason, or an error caused by it, when it aborts
 */
export async function openTunnel(
  proxy: ProxyServer,
  target: TunnelTarget,
  { signal, local = {} }: TunnelOptions,
): Promise<Socket> {
  const socket = await reachProxy(proxy, local, signal);
  const giveUp = (): void => void socket.destroy(signal.reason as Error);
  // Without a listener the error of a socket nobody uses yet would end the process.
  socket.on("error", () => undefined);
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    return await asking(proxy)(socket, target);
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}

function asking(proxy: ProxyServer): AskForTunnel {
  switch (proxy.protocol) {
    case "http":
    case "https":
      return askByConnect(proxy);
    case "socks4":
      return askBySocks4(proxy);
    case "socks5":
      return askBySocks5(proxy);
  }
}
