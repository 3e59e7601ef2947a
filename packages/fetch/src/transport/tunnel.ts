import { isIPv6, type Socket } from "node:net";
import { buildConnector } from "undici";
import { joinSignals } from "../exchange/join-signals.ts";
import type { ConnectionOptions } from "./transport.ts";

/** The other end of a tunnel. */
export interface TunnelTarget {
  /** A name or an address, an IPv6 one without brackets. */
  readonly host: string;
  readonly port: number;
}

/**
 * Asks a proxy for a tunnel. Rejects with a `ProxyError` where the proxy is to blame, and when the signal aborts.
 */
export type AskForTunnel = (target: TunnelTarget, signal: AbortSignal) => Promise<Socket>;

/**
 * A connector for undici that goes through tunnels. undici's own proxy agents wait for ever when a proxy hangs up on a CONNECT or
 * never answers it, and tell no failure of the proxy from one of the site.
 *
 * @param closing - gives up every tunnel that is still being opened
 */
export function createTunnels(
  ask: AskForTunnel,
  { connectTimeoutMs, clock }: ConnectionOptions,
  closing: AbortSignal,
): buildConnector.connector {
  const encrypt = buildConnector({ timeout: connectTimeoutMs });

  async function open(options: buildConnector.Options): Promise<Socket> {
    closing.throwIfAborted();
    const tooLong = new AbortController();
    const signal = joinSignals(tooLong.signal, closing) ?? closing;
    const timer = clock.setTimeout(
      () => tooLong.abort(timeout(connectTimeoutMs)),
      connectTimeoutMs,
    );
    try {
      const tunnel = await ask(targetOf(options), signal);
      tunnel.setNoDelay(true).setKeepAlive(true, 60_000);
      if (options.protocol !== "https:") return tunnel;
      return await secure(tunnel, options, signal);
    } finally {
      clock.clearTimeout(timer);
    }
  }

  function secure(
    tunnel: Socket,
    options: buildConnector.Options,
    signal: AbortSignal,
  ): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => void tunnel.destroy(signal.reason as Error);
      signal.addEventListener("abort", giveUp, { once: true });
      encrypt({ ...options, httpSocket: tunnel }, (...[error, socket]) => {
        signal.removeEventListener("abort", giveUp);
        if (error === null) resolve(socket);
        else reject(error);
      });
    });
  }

  return (options, callback) => {
    open(options).then(
      (socket) => callback(null, socket),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
    );
  };
}

/** How a target is written in a CONNECT. */
export function authority({ host, port }: TunnelTarget): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/** A tunnel that the proxy could not open, or that broke: the site's failure, as far as one can tell. */
export function tunnelFailure(message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { code: "ERR_TUNNEL" });
}

function targetOf({ hostname, port, protocol }: buildConnector.Options): TunnelTarget {
  const host = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
  return { host, port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port) };
}

function timeout(timeoutMs: number): Error {
  return tunnelFailure(`no connection through the proxy within ${timeoutMs} ms`);
}
