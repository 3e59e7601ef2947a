import type { Socket } from "node:net";
import type { ProxyServer } from "../proxy/proxy-server.ts";
import { openTunnel } from "./open-tunnel.ts";
import { reachProxy, settled, type LocalOptions } from "./reach-proxy.ts";
import type { TunnelTarget } from "./tunnel.ts";

/** One connection through a proxy. */
export interface Trip {
  readonly target: TunnelTarget;
  readonly local: LocalOptions;
  readonly signal: AbortSignal;
}

/** How connections go through one proxy. */
export interface Route {
  /** To the proxy itself, for plain requests that it forwards. Many proxies refuse to tunnel to port 80. */
  readonly forwards: boolean;
  readonly proxy: ProxyServer;
  /** A connection for plain requests. */
  plain(trip: Trip): Promise<Socket>;
  /** A connection for encrypted ones; `encrypt` starts TLS on a tunnel. */
  secure(trip: Trip, encrypt: (tunnel: Socket) => Socket): Promise<Socket>;
}

/** The way through a proxy. */
export function routeThrough(proxy: ProxyServer): Route {
  const forwards = proxy.protocol === "http" || proxy.protocol === "https";

  const tunnel = ({ target, ...options }: Trip): Promise<Socket> =>
    openTunnel(proxy, target, options);

  return {
    forwards,
    proxy,
    plain: (trip) => (forwards ? reachProxy(proxy, trip.local, trip.signal) : tunnel(trip)),
    async secure(trip, encrypt) {
      const encrypted = encrypt(await tunnel(trip));
      await settled(encrypted, "secureConnect", trip.signal);
      return encrypted;
    },
  };
}
