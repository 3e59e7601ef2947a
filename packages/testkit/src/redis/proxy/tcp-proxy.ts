/** Options of `createTcpProxy`. */
export interface TcpProxyOptions {
  /** Port of the server behind it. Integer from 1 to 65,535. */
  readonly port: number;
  /** Address of the server behind it. @default "127.0.0.1" */
  readonly host?: string;
}

/** A network between a client and a server that can fail: a running TCP proxy. */
export interface TcpProxy extends AsyncDisposable {
  /** The address it listens on: 127.0.0.1. */
  readonly host: string;
  /** The port it listens on, for clients: the same one after {@link TcpProxy.accept}. */
  readonly port: number;
  /** Connections it has accepted so far. */
  readonly connections: number;
  /** Connections open now. */
  readonly open: number;

  /**
   * A partition: holds everything, both ways, ends of connections too. Connections stay open; new ones are accepted and hear nothing.
   */
  stall(): void;
  /** Passes on what it holds, in order, and goes on. */
  resume(): void;
  /** Resolves when it holds something because of {@link TcpProxy.stall}: at once, or when somebody sends something. */
  whenHolding(): Promise<void>;
  /**
   * Latency: whatever arrives from now on is passed on so much later, in each direction, in order.
   *
   * @param ms - milliseconds, a number >= 0; 0 for none, as in the beginning
   */
  delay(ms: number): void;
  /** An outage: resets all connections and refuses new ones. Resolves when nobody listens any more. */
  drop(): Promise<void>;
  /** Accepts connections again, on the same port. Resolves when it does. */
  accept(): Promise<void>;
  /** Resets all connections and stops listening, for good. Closing twice does no harm. */
  close(): Promise<void>;
}
