import type { Socket } from "node:net";
import type { ProxyServer } from "../proxy/proxy-server.ts";
import { askByConnect } from "./ask-by-connect.ts";
import { askBySocks4 } from "./ask-by-socks4.ts";
import { askBySocks5 } from "./ask-by-socks5.ts";
import { reachProxy, settled, type LocalOptions } from "./reach-proxy.ts";
import type { AskForTunnel, TunnelTarget } from "./tunnel.ts";

/** How connections go through one proxy. */
export interface Route {
  /** To the proxy itself, for plain requests that it forwards. Many proxies refuse to tunnel to port 80. */
  readonly forwards: boolean;
  readonly proxy: ProxyServer;
  /** A connection for plain requests. */
  plain(target: TunnelTarget, signal: AbortSignal): Promise<Socket>;
  /** A connection for encrypted ones; `encrypt` starts TLS on a tunnel. */
  secure(
    target: TunnelTarget,
    signal: AbortSignal,
    encrypt: (tunnel: Socket) => Socket,
  ): Promise<Socket>;
}

/** The way through a proxy. */
export function routeThrough(proxy: ProxyServer, local: LocalOptions): Route {
  const forwards = proxy.protocol === "http" || proxy.protocol === "https";
  const ask = asking(proxy);

  async function tunnel(target: TunnelTarget, signal: AbortSignal): Promise<Socket> {
    const socket = await reachProxy(proxy, local, signal);
    const giveUp = (): void => void socket.destroy(signal.reason as Error);
    // Without a listener the error of a socket nobody uses yet would end the process.
    socket.on("error", () => undefined);
    signal.addEventListener("abort", giveUp, { once: true });
    try {
      return await ask(socket, target);
    } catch (error) {
      socket.destroy();
      throw error;
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  return {
    forwards,
    proxy,
    plain: (target, signal) =>
      forwards ? reachProxy(proxy, local, signal) : tunnel(target, signal),
    async secure(target, signal, encrypt) {
      const encrypted = encrypt(await tunnel(target, signal));
      await settled(encrypted, "secureConnect", signal);
      return encrypted;
    },
  };
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
