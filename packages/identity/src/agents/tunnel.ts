import { isIPv6, type Socket } from "node:net";

/** The other end of a tunnel. */
export interface TunnelTarget {
  /** A name or an address, an IPv6 one without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Where a request wants to go, as Node's agents are told. */
export interface Target {
  readonly host?: string | null | undefined;
  readonly port?: number | string | null | undefined;
}

/** The same, complete. */
export function targetOf({ host, port }: Target, defaultPort: number): TunnelTarget {
  const name = host ?? "localhost";
  return {
    host: name.startsWith("[") ? name.slice(1, -1) : name,
    port: Number(port ?? defaultPort),
  };
}

/** Asks a proxy, over a connection to it, for a tunnel. The socket it resolves to carries what the site says. */
export type AskForTunnel = (socket: Socket, target: TunnelTarget) => Promise<Socket>;

/** How a target is written in a CONNECT. */
export function authority({ host, port }: TunnelTarget): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/** A tunnel that the proxy could not open, or that broke: the site's failure, as far as one can tell. */
export function tunnelFailure(message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { code: "ERR_TUNNEL" });
}
