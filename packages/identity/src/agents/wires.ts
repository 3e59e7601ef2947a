import type { ClientRequest } from "node:http";
import type { Socket } from "node:net";
import type { ConnectLimit } from "./connect-limit.ts";
import { tunnelFailure } from "./tunnel.ts";

/** All connections of one session, those that are still being made included. */
export class Wires {
  readonly #limit: ConnectLimit;
  readonly #sockets = new Set<Socket>();
  readonly #attempts = new Set<AbortController>();
  #isClosed = false;
  #ended: (() => void) | undefined;
  #whenEnded: Promise<void> | undefined;

  constructor(limit: ConnectLimit) {
    this.#limit = limit;
  }

  /** Whether new connections are refused. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Connections, open or being made. */
  get size(): number {
    return this.#sockets.size + this.#attempts.size;
  }

  /** Watches over a connection that is being made, and is usable with that event: too long, and it ends. */
  watch(socket: Socket, event: "connect" | "secureConnect"): Socket {
    const { timeoutMs, clock } = this.#limit;
    const timer = clock.setTimeout(() => {
      const message = `no connection within ${timeoutMs} ms`;
      socket.destroy(Object.assign(new Error(message), { code: "ETIMEDOUT" }));
    }, timeoutMs);
    const done = (): void => clock.clearTimeout(timer);
    socket.once(event, done).once("close", done);
    return this.#keep(socket);
  }

  /** Makes a connection through a proxy. It is given up when it takes too long, when its request is destroyed, and at the end. */
  async attempt(
    request: ClientRequest | undefined,
    open: (signal: AbortSignal) => Promise<Socket>,
  ): Promise<Socket> {
    const { timeoutMs, clock } = this.#limit;
    const controller = new AbortController();
    this.#attempts.add(controller);
    const timer = clock.setTimeout(() => {
      controller.abort(tunnelFailure(`no connection through the proxy within ${timeoutMs} ms`));
    }, timeoutMs);
    const unhook = request === undefined ? undefined : onDestroy(request, controller);
    try {
      return this.#keep(await open(controller.signal));
    } catch (error) {
      // However the connection put it.
      throw request?.destroyed === true ? controller.signal.reason : error;
    } finally {
      unhook?.();
      clock.clearTimeout(timer);
      this.#attempts.delete(controller);
      this.#endIfEmpty();
    }
  }

  /** Refuses new connections, gives up those being made, and resolves when the last is closed. */
  close(): Promise<void> {
    this.#isClosed = true;
    for (const controller of this.#attempts) {
      controller.abort(this.closedFailure());
    }
    this.#whenEnded ??= new Promise((resolve) => {
      this.#ended = resolve;
    });
    this.#endIfEmpty();
    return this.#whenEnded;
  }

  /** What a connection fails with that is wanted, or still being made, after the end. */
  closedFailure(): Error {
    return tunnelFailure("the session was closed before its tunnel was open");
  }

  /** Closes every connection now. */
  destroy(): void {
    void this.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.once("close", () => {
      this.#sockets.delete(socket);
      this.#endIfEmpty();
    });
    return socket;
  }

  #endIfEmpty(): void {
    if (this.size === 0) this.#ended?.();
  }
}

/** A request that is destroyed while it waits for a connection says so to nobody: neither by an event nor by a signal. */
function onDestroy(request: ClientRequest, controller: AbortController): () => void {
  const destroy = request.destroy.bind(request);
  request.destroy = (error) => {
    destroy(error);
    controller.abort(error ?? hangUp());
    return request;
  };
  return () => void Reflect.deleteProperty(request, "destroy");
}

/** What Node says of a request that was destroyed without a reason. */
function hangUp(): Error {
  return Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
}
