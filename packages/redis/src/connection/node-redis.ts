import type { Connection, Subscriber, SubscriberEvents } from "./connection.ts";

/** What is used of node-redis: of its client, its cluster and its Sentinel. */
export interface NodeRedisClient {
  evalSha(sha: string, options: NodeRedisScript): Promise<unknown>;
  eval(source: string, options: NodeRedisScript): Promise<unknown>;
  duplicate(...overrides: never[]): unknown;
}

interface NodeRedisScript {
  keys: string[];
  arguments: string[];
}

interface NodeRedisSubscriber {
  connect(): Promise<unknown>;
  subscribe(
    channels: string[],
    listener: (text: string, channel: string) => void,
  ): Promise<unknown>;
  unsubscribe(channels: string[]): Promise<unknown>;
  on(event: string, listener: (...args: never[]) => void): unknown;
  destroy(): void;
}

export function isNodeRedis(client: object): client is NodeRedisClient {
  return "evalSha" in client && typeof client.evalSha === "function";
}

export function nodeRedisConnection(client: NodeRedisClient): Connection {
  return {
    evalSha: (sha, key, args) => client.evalSha(sha, { keys: [key], arguments: [...args] }),
    eval: (source, key, args) => client.eval(source, { keys: [key], arguments: [...args] }),
    subscriber: (events) => new Listening(client, events),
  };
}

/** node-redis reconnects and subscribes again by itself. A connection that is ended for good is replaced. */
class Listening implements Subscriber {
  readonly #origin: NodeRedisClient;
  readonly #events: SubscriberEvents;
  readonly #channels = new Set<string>();
  #client: NodeRedisSubscriber;
  #connecting: Promise<unknown>;
  #isClosed = false;

  constructor(origin: NodeRedisClient, events: SubscriberEvents) {
    this.#origin = origin;
    this.#events = events;
    [this.#client, this.#connecting] = this.#connect();
  }

  async subscribe(channels: readonly string[]): Promise<void> {
    for (const channel of channels) this.#channels.add(channel);
    await this.#connecting;
    await this.#listen(this.#client, channels);
  }

  async unsubscribe(channels: readonly string[]): Promise<void> {
    for (const channel of channels) this.#channels.delete(channel);
    await this.#client.unsubscribe([...channels]);
  }

  async reconnect(): Promise<void> {
    this.#client.destroy();
    [this.#client, this.#connecting] = this.#connect();
    await this.#connecting;
    if (this.#channels.size > 0) await this.#listen(this.#client, [...this.#channels]);
    this.#events.restored();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#connecting.catch(() => undefined);
    this.#client.destroy();
  }

  #connect(): [NodeRedisSubscriber, Promise<unknown>] {
    const client = this.#origin.duplicate() as NodeRedisSubscriber;
    let connections = 0;
    client.on("error", () => undefined);
    client.on("ready", () => {
      connections += 1;
      if (connections > 1 && !this.#isClosed) this.#events.restored();
    });
    const connecting = client.connect();
    connecting.catch(() => undefined);
    return [client, connecting];
  }

  async #listen(client: NodeRedisSubscriber, channels: readonly string[]): Promise<void> {
    await client.subscribe([...channels], (text, channel) => this.#events.message(channel, text));
  }
}
