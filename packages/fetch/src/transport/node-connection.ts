import type { ProxyServer } from "@sessionary/identity";
import { Agent, Pool, Socks5ProxyAgent, type Dispatcher } from "undici";
import { ForwardPool } from "./forward-pool.ts";
import { refuse407 } from "./refuse-407.ts";
import { toProxy } from "./to-proxy.ts";
import type { Connection, ConnectionOptions } from "./transport.ts";
import { createTunnel } from "./tunnel.ts";

/** One undici dispatcher for each session, handed to the global fetch: undici 7 works with that of Node 20 to 26. */
export function openNodeConnection(options: ConnectionOptions): Connection {
  return new NodeConnection(createDispatcher(options));
}

function createDispatcher(options: ConnectionOptions): Dispatcher {
  const { proxy, connectTimeoutMs } = options;
  if (proxy === undefined) return new SessionAgent({ connect: { timeout: connectTimeoutMs } });
  if (proxy.protocol === "socks5") {
    return new SocksAgent(proxy.url, { connect: toProxy(connectTimeoutMs) });
  }
  return httpProxyAgent(proxy, options);
}

/** As other clients do: plain requests are forwarded (many proxies refuse to tunnel to port 80), encrypted ones tunnelled. */
function httpProxyAgent(proxy: ProxyServer, options: ConnectionOptions): Dispatcher {
  const connect = createTunnel(proxy, options);
  return new SessionAgent({
    factory: (origin) =>
      String(origin).startsWith("https:")
        ? new Pool(origin, { connect })
        : new ForwardPool(proxy, options.connectTimeoutMs),
  });
}

class SessionAgent extends Agent {
  override dispatch(
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): boolean {
    return super.dispatch(options, refuse407(handler));
  }
}

class SocksAgent extends Socks5ProxyAgent {
  override dispatch(
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): boolean {
    return super.dispatch(options, refuse407(handler));
  }
}

class NodeConnection implements Connection {
  readonly init: Readonly<Record<string, unknown>>;
  readonly #dispatcher: Dispatcher;

  constructor(dispatcher: Dispatcher) {
    this.init = { dispatcher };
    this.#dispatcher = dispatcher;
  }

  get busy(): boolean {
    // A SOCKS agent keeps no statistics: it may be busy.
    if (!(this.#dispatcher instanceof Agent)) return true;
    return Object.values(this.#dispatcher.stats).some(({ size }) => (size ?? 0) > 0);
  }

  async close(): Promise<void> {
    await this.#dispatcher.close();
  }

  async destroy(): Promise<void> {
    await this.#dispatcher.destroy();
  }
}
