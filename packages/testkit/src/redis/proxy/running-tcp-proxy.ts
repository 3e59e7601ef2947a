import { connect, createServer, type Server, type Socket } from "node:net";

import { refuseOption } from "../../site/invalid-option.ts";
import { findFreePort, HOST } from "../ports.ts";
import { Connection } from "./connection.ts";
import type { LinkState } from "./link.ts";
import type { TcpProxy } from "./tcp-proxy.ts";

/** A TCP proxy and its life. */
export class RunningTcpProxy implements TcpProxy {
  readonly host: string = HOST;
  readonly #target: { readonly host: string; readonly port: number };
  readonly #server: Server;
  readonly #open = new Set<Connection>();
  readonly #holdingWaiters: (() => void)[] = [];
  readonly #state: LinkState & { isStalled: boolean; delayMs: number };
  #port = 0;
  #connections = 0;
  #isClosed = false;

  private constructor(target: { readonly host: string; readonly port: number }) {
    this.#target = target;
    // A client that has said all it has to say may still listen: ends are passed on as they come.
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.#join(client));
    this.#state = {
      isStalled: false,
      delayMs: 0,
      onHolding: () => {
        for (const resolve of this.#holdingWaiters.splice(0)) resolve();
      },
    };
  }

  static async start(target: {
    readonly host: string;
    readonly port: number;
  }): Promise<RunningTcpProxy> {
    const proxy = new RunningTcpProxy(target);
    while (!proxy.#server.listening) {
      proxy.#port = await findFreePort();
      // Between our look and our listening somebody else can take the port: then another one will do.
      await proxy.#listen().catch(unlessTaken);
    }
    return proxy;
  }

  get port(): number {
    return this.#port;
  }

  get connections(): number {
    return this.#connections;
  }

  get open(): number {
    return this.#open.size;
  }

  stall(): void {
    this.#state.isStalled = true;
  }

  resume(): void {
    this.#state.isStalled = false;
    for (const connection of this.#open) connection.flush();
  }

  whenHolding(): Promise<void> {
    const isHolding = [...this.#open].some((connection) => connection.isHolding);
    return this.#state.isStalled && isHolding
      ? Promise.resolve()
      : new Promise((resolve) => this.#holdingWaiters.push(resolve));
  }

  delay(ms: number): void {
    if (!(ms >= 0 && ms < Infinity)) refuseOption("TcpProxy", "ms", "a finite number >= 0", ms);
    this.#state.delayMs = ms;
  }

  async drop(): Promise<void> {
    const stopped = this.#server.listening
      ? new Promise<void>((resolve) => this.#server.close(() => resolve()))
      : undefined;
    const closed = [...this.#open].map((connection) => connection.closed);
    for (const connection of this.#open) connection.reset();
    await Promise.all([stopped, ...closed]);
  }

  async accept(): Promise<void> {
    if (this.#isClosed) throw new Error("TcpProxy: it is closed");
    if (!this.#server.listening) await this.#listen();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.drop();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.#port, HOST, () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
  }

  #join(client: Socket): void {
    this.#connections += 1;
    const server = connect({ ...this.#target, allowHalfOpen: true });
    const connection = new Connection(client, server, this.#state);
    this.#open.add(connection);
    void connection.closed.then(() => this.#open.delete(connection));
  }
}

function unlessTaken(error: NodeJS.ErrnoException): void {
  if (error.code !== "EADDRINUSE") throw error;
}
