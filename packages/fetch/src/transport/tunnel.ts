import type { Clock } from "@sessionary/core";
import type { ProxyServer } from "@sessionary/identity";
import { buildConnector, Pool } from "undici";
import { ProxyError } from "./proxy-error.ts";
import { proxyAuthorization, proxyOrigin, toProxy } from "./to-proxy.ts";
import type { ConnectionOptions } from "./transport.ts";

type Socket = Parameters<NonNullable<buildConnector.Callback>>[1] & object;

/**
 * Tunnels through an HTTP proxy (CONNECT). undici's own ProxyAgent waits for ever for a CONNECT that is never answered,
 * and tells no failure of the proxy from one of the site.
 */
export class Tunnel {
  readonly #proxy: Pool;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #secure: buildConnector.connector;

  constructor(proxy: ProxyServer, { connectTimeoutMs, clock }: ConnectionOptions) {
    this.#proxy = new Pool(proxyOrigin(proxy), { connect: toProxy(connectTimeoutMs) });
    this.#headers = proxyAuthorization(proxy);
    this.#clock = clock;
    this.#timeoutMs = connectTimeoutMs;
    this.#secure = buildConnector({ timeout: connectTimeoutMs });
  }

  /** Makes a connection to a site, in the shape undici wants. */
  readonly connect: buildConnector.connector = (options, callback) => {
    this.#open(options).then(
      (socket) => callback(null, socket),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
    );
  };

  async close(): Promise<void> {
    await this.#proxy.close();
  }

  async destroy(): Promise<void> {
    await this.#proxy.destroy();
  }

  async #open(options: buildConnector.Options): Promise<Socket> {
    const host = options.port ? options.host : `${options.host}:443`;
    const tooLong = new AbortController();
    const timer = this.#clock.setTimeout(
      () => tooLong.abort(timeout(this.#timeoutMs)),
      this.#timeoutMs,
    );
    try {
      const answer = await this.#proxy.connect({
        path: String(host),
        headers: { host: String(host), ...this.#headers },
        signal: tooLong.signal,
      });
      const socket = answer.socket as Socket;
      if (answer.statusCode < 200 || answer.statusCode > 299) {
        socket.on("error", () => undefined).destroy();
        throw refusal(answer.statusCode);
      }
      return await this.#encrypt(socket, options, tooLong.signal);
    } finally {
      this.#clock.clearTimeout(timer);
    }
  }

  #encrypt(tunnel: Socket, options: buildConnector.Options, signal: AbortSignal): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => void tunnel.destroy(signal.reason as Error);
      signal.addEventListener("abort", giveUp, { once: true });
      this.#secure({ ...options, httpSocket: tunnel }, (...[error, socket]) => {
        signal.removeEventListener("abort", giveUp);
        if (error === null) resolve(socket);
        else reject(error);
      });
    });
  }
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
