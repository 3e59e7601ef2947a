import { request as httpRequest, type ClientRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import type { ProxyServer } from "@sessionary/identity";
import { buildConnector } from "undici";
import { ProxyError } from "./proxy-error.ts";
import { proxyAuthorization } from "./proxy-address.ts";
import type { ConnectionOptions } from "./transport.ts";

/**
 * A connector for undici that tunnels through an HTTP proxy (CONNECT). undici's own ProxyAgent waits for ever when the proxy
 * hangs up on a CONNECT or never answers it, and tells no failure of the proxy from one of the site.
 */
export function createTunnel(
  proxy: ProxyServer,
  { connectTimeoutMs, clock }: ConnectionOptions,
): buildConnector.connector {
  const encrypt = buildConnector({ timeout: connectTimeoutMs });

  async function open(options: buildConnector.Options): Promise<Socket> {
    const tooLong = new AbortController();
    const timer = clock.setTimeout(
      () => tooLong.abort(timeout(connectTimeoutMs)),
      connectTimeoutMs,
    );
    try {
      const socket = await askFor(hostAndPort(options), proxy, tooLong.signal);
      return await secure(socket, options, tooLong.signal);
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

function hostAndPort({ host, port, hostname }: buildConnector.Options): string {
  return port === "" ? `${host ?? hostname}:443` : (host ?? `${hostname}:${port}`);
}

/** Asks the proxy for a tunnel. Resolves with the socket that is one end of it. */
function askFor(path: string, proxy: ProxyServer, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const isSecure = proxy.protocol === "https";
    let isReached = false;
    const request: ClientRequest = (isSecure ? httpsRequest : httpRequest)({
      host: proxy.host,
      port: proxy.port,
      method: "CONNECT",
      path,
      headers: { host: path, connection: "keep-alive", ...proxyAuthorization(proxy) },
      agent: false,
      signal,
    });
    request.once("socket", (socket) => {
      socket.once(isSecure ? "secureConnect" : "connect", () => {
        isReached = true;
      });
    });
    request.once("connect", ({ statusCode = 0 }, socket: Socket, head) => {
      if (statusCode >= 200 && statusCode < 300) {
        if (head.length > 0) socket.unshift(head);
        resolve(socket);
      } else {
        socket.destroy();
        reject(refusal(statusCode));
      }
    });
    request.once("error", (error) => {
      const cause: unknown = signal.aborted ? signal.reason : error;
      reject(isReached ? cause : new ProxyError(`proxy unreachable: ${String(cause)}`, { cause }));
    });
    request.end();
  });
}

/** A proxy that answers 5xx could not reach the site; what else it answers is about itself and us. */
function refusal(status: number): Error {
  const message = `proxy answered ${status} to CONNECT`;
  if (status < 500) return new ProxyError(message);
  return Object.assign(new Error(message), { code: "ERR_TUNNEL" });
}

function timeout(timeoutMs: number): Error {
  return Object.assign(new Error(`no connection through the proxy within ${timeoutMs} ms`), {
    code: "ERR_TUNNEL_TIMEOUT",
  });
}
