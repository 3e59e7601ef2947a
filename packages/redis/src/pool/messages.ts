import type { Connection, Subscriber } from "../connection/connection.ts";

/** What other workers say of a pool. */
export interface PoolMessages {
  /** Something has come: messages get through. */
  heard(): void;
  /** It is this worker's turn to ask. */
  woken(): void;
  /** A session has left the pool. */
  gone(born: string): void;
  /** Somebody waits for a session that this worker may be keeping. */
  share(): void;
  resized(min: number, max: number): void;
  /** Messages may have been missed. */
  missed(): void;
}

/** The one connection of a store that listens, for all of its pools; open while there are any. */
export class Messages {
  readonly #connection: Connection;
  readonly #listeners = new Map<string, (text: string) => void>();
  readonly #pools = new Set<PoolMessages>();
  /** Several workers of one process may listen to the channel of one pool. */
  readonly #shared = new Map<string, Map<string, (text: string) => void>>();
  #subscriber: Subscriber | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Listens for a worker of the pool with that key. Resolves when nothing can be missed any more. */
  async listen(key: string, worker: string, pool: PoolMessages): Promise<void> {
    this.#listeners.set(turnChannel(key, worker), (text) => {
      pool.heard();
      if (text === "wake") pool.woken();
    });
    this.#pools.add(pool);
    const all = this.#listenersOf(key);
    all.set(worker, (text) => tell(pool, worker, text));
    this.#subscriber ??= this.#connection.subscriber({
      message: (channel, text) => this.#listeners.get(channel)?.(text),
      restored: () => {
        for (const each of this.#pools) each.missed();
      },
    });
    await this.#subscriber.subscribe([key, turnChannel(key, worker)]);
  }

  async stop(key: string, worker: string, pool: PoolMessages): Promise<void> {
    const turn = turnChannel(key, worker);
    this.#listeners.delete(turn);
    this.#pools.delete(pool);
    const others = this.#listenersOf(key);
    others.delete(worker);
    const ended = [turn];
    if (others.size === 0) {
      this.#shared.delete(key);
      this.#listeners.delete(key);
      ended.push(key);
    }
    const subscriber = this.#subscriber;
    if (subscriber === undefined) return;
    if (this.#pools.size > 0) {
      // Nobody waits for a server that may be away: what still comes is not listened to.
      subscriber.unsubscribe(ended).catch(() => undefined);
      return;
    }
    this.#subscriber = undefined;
    await subscriber.close();
  }

  /** Nothing was heard for too long: connects anew. */
  async repair(): Promise<void> {
    await this.#subscriber?.reconnect();
  }

  #listenersOf(key: string): Map<string, (text: string) => void> {
    let workers = this.#shared.get(key);
    if (workers === undefined) {
      const added = new Map<string, (text: string) => void>();
      workers = added;
      this.#shared.set(key, added);
      this.#listeners.set(key, (text) => {
        for (const listener of added.values()) listener(text);
      });
    }
    return workers;
  }
}

function turnChannel(key: string, worker: string): string {
  return `${key}:w:${worker}`;
}

function tell(pool: PoolMessages, worker: string, text: string): void {
  const [kind, from, one, other] = text.split(" ");
  if (from === worker) return;
  if (kind === "gone") pool.gone(one as string);
  else if (kind === "share") pool.share();
  else if (kind === "lost") pool.missed();
  else if (kind === "size") pool.resized(Number(one), Number(other));
}
