import type { MaybePromise } from "@sessionary/core";
import type { HttpIdentity } from "@sessionary/identity";
import type { Connection, ConnectionOptions, Transport } from "./transport/transport.ts";

/**
 * The connections of all sessions of one client. A session's are opened with its first request (one that is restored from a
 * store may never send any).
 */
export class Connections {
  readonly #transport: Transport;
  readonly #options: Omit<ConnectionOptions, "proxy">;
  readonly #open = new WeakMap<HttpIdentity, MaybePromise<Connection>>();
  /** Closed to new requests, with a body still on its way. */
  readonly #lingering = new Set<Connection>();
  #deadline: unknown;
  #deadlineAt = Number.POSITIVE_INFINITY;

  constructor(transport: Transport, options: Omit<ConnectionOptions, "proxy">) {
    this.#transport = transport;
    this.#options = options;
  }

  of(identity: HttpIdentity): MaybePromise<Connection> {
    return this.#open.get(identity) ?? this.#connect(identity);
  }

  /**
   * Closes a session's connections. It waits for sockets to close, but not for bodies: a response was handed over
   * and may be read for as long as its reader likes, who may well be waiting for this.
   */
  async close(identity: HttpIdentity): Promise<void> {
    const connection = await this.#open.get(identity);
    if (connection === undefined) return;
    this.#open.delete(identity);
    if (connection.busy) void this.#linger(connection);
    else await connection.close();
  }

  /** Cuts what is still on its way when the time is over. Of several times the earliest counts. */
  cutAfter(timeoutMs: number): void {
    const { clock } = this.#options;
    const at = clock.now() + timeoutMs;
    if (this.#lingering.size === 0 || at >= this.#deadlineAt) return;
    this.#forgetDeadline();
    this.#deadlineAt = at;
    this.#deadline = clock.setTimeout(() => {
      for (const connection of this.#lingering) void connection.destroy();
    }, timeoutMs);
    holdNoProcess(this.#deadline);
  }

  async #linger(connection: Connection): Promise<void> {
    this.#lingering.add(connection);
    await connection.close();
    this.#lingering.delete(connection);
    if (this.#lingering.size === 0) this.#forgetDeadline();
  }

  #forgetDeadline(): void {
    if (this.#deadline !== undefined) this.#options.clock.clearTimeout(this.#deadline);
    this.#deadline = undefined;
    this.#deadlineAt = Number.POSITIVE_INFINITY;
  }

  #connect(identity: HttpIdentity): MaybePromise<Connection> {
    const opened = this.#transport.open({ ...this.#options, proxy: identity.proxy });
    this.#open.set(identity, opened);
    if (opened instanceof Promise) {
      opened.then(
        (connection) => this.#open.set(identity, connection),
        () => this.#open.delete(identity),
      );
    }
    return opened;
  }
}

/** The sockets themselves hold the process open for as long as the timer has something to do. */
function holdNoProcess(timer: unknown): void {
  (timer as { unref?: () => void } | undefined)?.unref?.();
}
