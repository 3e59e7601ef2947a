/** A running HTTP proxy. Its counts are facts: what clients really opened and asked for. */
export interface TestProxy extends AsyncDisposable {
  /** For clients, with the credentials: `http://user:password@127.0.0.2:<port>`. A secret, unlike `origin`. */
  readonly url: string;
  /** The same without credentials. */
  readonly origin: string;
  /** The address it listens on and connects to sites from: what a site sees as the client's. */
  readonly address: string;
  /** Plain requests it was asked to forward. */
  readonly requests: number;
  /** Tunnels it was asked for by CONNECT. */
  readonly tunnels: number;
  /** Connections it has accepted so far. */
  readonly connections: number;
  /** Connections open now. */
  readonly open: number;

  /** Resolves when no connection is open: at once, or when the last one closes. */
  whenIdle(): Promise<void>;
  /** Resolves when a client asks for something, whatever comes of it. */
  whenAsked(): Promise<void>;

  /** Works as a proxy should, as it does from the start. */
  forward(): void;
  /** Answers requests and CONNECTs with this status instead (407, 502, 503 ...) and hangs up. Integer from 400 to 599. */
  refuse(status: number): void;
  /** Accepts connections and requests and never answers. */
  hang(): void;
  /** Hangs up on requests and CONNECTs without an answer. */
  drop(): void;
  /** Dies: drops all connections and stops listening. Only {@link TestProxy.close} is left to call. */
  kill(): Promise<void>;

  /** Dies, if it has not; leaves no handle open. Closing twice does no harm. */
  close(): Promise<void>;
}

/** Options of `createTestProxy`. */
export interface TestProxyOptions {
  /** Address to listen on and to connect from. @default "127.0.0.1" */
  readonly host?: string;
  /** User name clients must give; goes with `password`. @default none, open to everybody */
  readonly username?: string;
  /** Password clients must give; goes with `username`. */
  readonly password?: string;
  /** URL of a proxy (`http:`, `https:` or `socks5:`) that it passes everything on to. @default none */
  readonly upstream?: string;
  /**
   * What clients get when the site can't be reached. `"drop"` is what proxy-chain does: it hangs up on a CONNECT without
   * an answer, and answers a plain request with its own status 59x. `"502"` is what most proxies do: they say so, both
   * times. @default "drop"
   */
  readonly onDeadSite?: "drop" | "502";
}
