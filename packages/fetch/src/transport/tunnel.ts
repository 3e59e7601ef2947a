import type { Socket } from "node:net";
import type { ProxyServer } from "@sessionary/identity";
import { openTunnel, tunnelFailure, type TunnelTarget } from "@sessionary/identity/agents";
import { buildConnector } from "undici";
import { joinSignals } from "../exchange/join-signals.ts";
import type { ConnectionOptions } from "./transport.ts";

/**
 * A connector for undici that goes through tunnels. undici's own proxy agents wait for ever when a proxy hangs up on a CONNECT or
 * never answers it, and tell no failure of the proxy from one of the site.
 *
 * @param closing - gives up every tunnel that is still being opened
 */
export function createTunnels(
  proxy: ProxyServer,
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
      const tunnel = await openTunnel(proxy, targetOf(options), { signal });
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

function targetOf({ hostname, port, protocol }: buildConnector.Options): TunnelTarget {
  const host = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
  return { host, port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port) };
}

function timeout(timeoutMs: number): Error {
  return tunnelFailure(`no connection through the proxy within ${timeoutMs} ms`);
}
