import type { Connection, Subscriber, SubscriberEvents } from "./connection.ts";

/** What is used of ioredis: of `Redis` (standalone or by Sentinel) and of `Cluster`. */
export interface IoredisClient {
  evalsha(sha: string, keys: number, ...rest: string[]): Promise<unknown>;
  eval(source: string, keys: number, ...rest: string[]): Promise<unknown>;
  duplicate(...overrides: never[]): unknown;
}

/** A duplicate, which listens. */
interface IoredisSubscriber {
  subscribe(...channels: string[]): Promise<unknown>;
  unsubscribe(...channels: string[]): Promise<unknown>;
  on(event: string, listener: (...args: never[]) => void): unknown;
  quit(): Promise<unknown>;
  disconnect(reconnect?: boolean): void;
}

/** `Redis` takes options, `Cluster` other nodes before them. */
interface Duplicable {
  duplicate(...overrides: unknown[]): IoredisSubscriber;
}

/** By what it can do: a client of another copy of ioredis is as good. */
export function isIoredis(client: object): client is IoredisClient {
  return "evalsha" in client && typeof client.evalsha === "function";
}

export function ioredisConnection(client: IoredisClient): Connection {
  return {
    evalSha: (sha, key, args) => client.evalsha(sha, 1, key, ...args),
    eval: (source, key, args) => client.eval(source, 1, key, ...args),
    subscriber: (events) => new Listening(client, events),
  };
}

/** Subscribes again by itself whenever it was disconnected, and never gives up. */
class Listening implements Subscriber {
  readonly #client: IoredisSubscriber;
  #isClosed = false;
  #connections = 0;

  constructor(client: IoredisClient, events: SubscriberEvents) {
    this.#client = duplicate(client);
    // An `error` without a listener would end the process; that the connection is gone is told by `restored`.
    this.#client.on("error", () => undefined);
    this.#client.on("message", (channel: string, text: string) => events.message(channel, text));
    this.#client.on("ready", () => {
      this.#connections += 1;
      if (this.#connections > 1 && !this.#isClosed) events.restored();
    });
  }

  async subscribe(channels: readonly string[]): Promise<void> {
    await this.#client.subscribe(...channels);
  }

  async unsubscribe(channels: readonly string[]): Promise<void> {
    await this.#client.unsubscribe(...channels);
  }

  async reconnect(): Promise<void> {
    this.#client.disconnect(true);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#client.disconnect();
  }
}

function duplicate(client: IoredisClient): IoredisSubscriber {
  const lasting = {
    lazyConnect: false,
    enableOfflineQueue: true,
    autoResubscribe: true,
    maxRetriesPerRequest: null,
    retryStrategy: reconnectIn,
    clusterRetryStrategy: reconnectIn,
  };
  const origin = client as unknown as Duplicable;
  return "isCluster" in client && client.isCluster === true
    ? origin.duplicate([], lasting)
    : origin.duplicate(lasting);
}

/** However long the server is away: what listens may not give up before what asks does. */
function reconnectIn(attempts: number): number {
  return Math.min(attempts * 50, 1_000);
}
