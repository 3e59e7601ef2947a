import type { Socket } from "node:net";
import type { ProxyServer } from "../proxy/proxy-server.ts";
import { openTunnel } from "./open-tunnel.ts";
import { reachProxy, settled, type LocalOptions } from "./reach-proxy.ts";
import type { TunnelTarget } from "./tunnel.ts";

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

  const tunnel = (target: TunnelTarget, signal: AbortSignal): Promise<Socket> =>
    openTunnel(proxy, target, { signal, local });

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
