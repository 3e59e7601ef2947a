/** Options of `startRedisServer`. */
export interface RedisServerOptions {
  /**
   * Arguments for the server, as on its command line, after those it gets anyway: it keeps nothing (`--save ''`, `--appendonly no`) unless
   * these say otherwise. Port, address and folder are set here, not there.
   *
   * @default []
   */
  readonly args?: readonly string[];
  /** Folder it works in, made if it is missing and left behind by `close()`. @default one of its own, which goes with it */
  readonly dir?: string;
  /** Port of 127.0.0.1. Integer from 1 to 65,535. @default a free one */
  readonly port?: number;
}

/** A real Redis server that a test has started. It dies with the process that started it, however that ends. */
export interface RedisServer extends AsyncDisposable {
  /** The address it listens on: 127.0.0.1. */
  readonly host: string;
  /** The port it listens on: the same one after {@link RedisServer.restart}. */
  readonly port: number;
  /** For clients: `redis://127.0.0.1:<port>`. */
  readonly url: string;
  /** Its process, another one after {@link RedisServer.restart}; `undefined` while it is down. */
  readonly pid: number | undefined;
  /** The folder it works in, where its snapshot and its append-only file go. */
  readonly dir: string;
  /** The last lines it printed, all its processes together. */
  readonly output: string;

  /**
   * Starts it again on the same port and in the same folder, having asked it to end (SIGTERM) if it runs. Resolves when it takes
   * connections: what it had persisted is there.
   *
   * @throws {RedisServerError} `ERR_REDIS_SERVER_EXITED` when it ends before that, with what it printed; `ERR_REDIS_SERVER_CLOSED`
   */
  restart(): Promise<void>;
  /**
   * Sends it the signal and resolves when it has ended, at once if it is down. A paused one goes on first.
   *
   * @param signal - "SIGKILL" if left out: it ends where it is, without a word; "SIGTERM" lets it persist what it is told to persist
   */
  kill(signal?: "SIGKILL" | "SIGTERM"): Promise<void>;
  /** Stops it where it is (SIGSTOP): connections stay open, the system accepts new ones, nothing answers. */
  pause(): void;
  /** Lets it go on (SIGCONT). */
  resume(): void;
  /** Kills it and removes its folder, unless that was given. Closing twice does no harm. */
  close(): Promise<void>;
}
