import { tunnelFailure } from "@sessionary/identity/agents";
import { Agent, Pool, type Dispatcher } from "undici";
import { ForwardPool } from "./forward-pool.ts";
import { guard } from "./guarded-handler.ts";
import type { Connection, ConnectionOptions } from "./transport.ts";
import { createTunnels } from "./tunnel.ts";

/** Makes the connections to one origin. */
type MakePool = (origin: string) => Pool;

/** One undici agent for each session, handed to the global fetch: undici 7 works with that of Node 20 to 26. */
export function openNodeConnection(options: ConnectionOptions): Connection {
  const closing = new AbortController();
  return new NodeConnection(poolMaker(options, closing.signal), closing);
}

function poolMaker(options: ConnectionOptions, closing: AbortSignal): MakePool {
  const { proxy, connectTimeoutMs } = options;
  if (proxy === undefined) {
    return (origin) => new Pool(origin, { connect: { timeout: connectTimeoutMs } });
  }
  const connect = createTunnels(proxy, options, closing);
  const forwards = proxy.protocol === "http" || proxy.protocol === "https";
  // As other clients do: plain requests are forwarded (many proxies refuse to tunnel to port 80), encrypted ones tunnelled.
  return (origin) =>
    forwards && !origin.startsWith("https:")
      ? new ForwardPool(proxy, connectTimeoutMs)
      : new Pool(origin, { connect });
}

class NodeConnection implements Connection {
  readonly #agent: Agent;
  /** An agent that was told to close forgets its pools, and could no longer destroy them. */
  readonly #pools = new Set<Pool>();
  /** undici waits for what is still being connected, which nobody needs any more. */
  readonly #closing: AbortController;

  constructor(makePool: MakePool, closing: AbortController) {
    this.#closing = closing;
    this.#agent = new Agent({
      factory: (origin) => {
        // The agent drops pools without a connection.
        for (const pool of this.#pools) if (pool.destroyed) this.#pools.delete(pool);
        const pool = makePool(String(origin));
        this.#pools.add(pool);
        return pool;
      },
    });
  }

  init(signal?: AbortSignal): Readonly<Record<string, unknown>> {
    return { dispatcher: new RequestDispatcher(this.#agent, signal) };
  }

  get busy(): boolean {
    for (const { stats } of this.#pools) if (stats.size > 0) return true;
    return false;
  }

  async close(): Promise<void> {
    this.#abortTunnels();
    await this.#agent.close();
  }

  async destroy(): Promise<void> {
    this.#abortTunnels();
    await Promise.all([...this.#pools].map((pool) => pool.destroy()));
  }

  #abortTunnels(): void {
    this.#closing.abort(tunnelFailure("the session was closed before its tunnel was open"));
  }
}

/** The dispatcher of one request. */
class RequestDispatcher {
  readonly #agent: Agent;
  readonly #signal: AbortSignal | undefined;

  constructor(agent: Agent, signal: AbortSignal | undefined) {
    this.#agent = agent;
    this.#signal = signal;
  }

  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const guarded = guard(handler, this.#signal);
    return guarded.isOver || this.#agent.dispatch(options, guarded);
  }
}
