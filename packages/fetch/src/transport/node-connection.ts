import { Agent, Pool, Socks5ProxyAgent, type Dispatcher } from "undici";
import type { ProxyServer } from "@sessionary/identity";
import { ForwardPool } from "./forward-pool.ts";
import { Tunnel } from "./tunnel.ts";
import { toProxy } from "./to-proxy.ts";
import type { Connection, ConnectionOptions } from "./transport.ts";

/** One undici dispatcher for each session, handed to the global fetch: undici 7 works with that of Node 20 to 26. */
export function openNodeConnection(options: ConnectionOptions): Connection {
  const { proxy, connectTimeoutMs } = options;
  if (proxy === undefined)
    return new NodeConnection(new Agent({ connect: { timeout: connectTimeoutMs } }));
  if (proxy.protocol === "socks5") return new NodeConnection(socksAgent(proxy, options));
  const tunnel = new Tunnel(proxy, options);
  const agent = new Agent({
    // As every other client does: plain requests are forwarded by the proxy (many refuse to tunnel to port 80).
    factory: (origin, settings) =>
      String(origin).startsWith("https:")
        ? new Pool(origin, { ...settings, connect: tunnel.connect })
        : new ForwardPool(proxy, connectTimeoutMs),
  });
  return new NodeConnection(agent, tunnel);
}

function socksAgent(proxy: ProxyServer, { connectTimeoutMs }: ConnectionOptions): Dispatcher {
  return new Socks5ProxyAgent(proxy.url, { connect: toProxy(connectTimeoutMs) });
}

class NodeConnection implements Connection {
  readonly init: Readonly<Record<string, unknown>>;
  readonly #dispatcher: Dispatcher;
  readonly #tunnel: Tunnel | undefined;

  constructor(dispatcher: Dispatcher, tunnel?: Tunnel) {
    this.init = { dispatcher };
    this.#dispatcher = dispatcher;
    this.#tunnel = tunnel;
  }

  get busy(): boolean {
    // A SOCKS agent keeps no statistics: it may be busy.
    if (!(this.#dispatcher instanceof Agent)) return true;
    return Object.values(this.#dispatcher.stats).some(({ size }) => (size ?? 0) > 0);
  }

  async close(): Promise<void> {
    await Promise.all([this.#dispatcher.close(), this.#tunnel?.close()]);
  }

  async destroy(): Promise<void> {
    await Promise.all([this.#dispatcher.destroy(), this.#tunnel?.destroy()]);
  }
}
