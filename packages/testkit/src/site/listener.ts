import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An HTTP server that can stop listening and come back on the same port. */
export class Listener {
  readonly #server: Server;
  readonly #host: string;
  #port = 0;

  constructor(host: string, handle: (incoming: IncomingMessage, outgoing: ServerResponse) => void) {
    this.#host = host;
    // Longer than any test keeps a connection idle: a server that hangs up first makes clients fail at random.
    this.#server = createServer({ keepAliveTimeout: 600_000 }, handle);
  }

  get port(): number {
    return this.#port;
  }

  get isListening(): boolean {
    return this.#server.listening;
  }

  /** Listens on a free port, the second time on the same one again. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.#port, this.#host, () => {
        this.#server.off("error", reject);
        this.#port = (this.#server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  /** Drops all connections and refuses new ones. */
  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}
