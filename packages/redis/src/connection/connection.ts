/** What the store needs of a Redis client, whichever it is. */
export interface Connection {
  /** Runs a script by its digest; rejects with `NOSCRIPT` where the server does not know it. */
  evalSha(sha: string, key: string, args: readonly string[]): Promise<unknown>;
  eval(source: string, key: string, args: readonly string[]): Promise<unknown>;
  /** Opens a connection of its own for messages. */
  subscriber(events: SubscriberEvents): Subscriber;
}

/** A connection that listens to channels. */
export interface Subscriber {
  /** Resolves when the server has taken it. */
  subscribe(channels: readonly string[]): Promise<void>;
  unsubscribe(channels: readonly string[]): Promise<void>;
  /** Ends the connection, and opens a new one with the same channels. */
  reconnect(): Promise<void>;
  close(): Promise<void>;
}

/** What a subscriber tells. */
export interface SubscriberEvents {
  message(channel: string, text: string): void;
  /** The connection was lost and is there again: messages may have been missed. */
  restored(): void;
}
