import { Agent } from "node:http";
import { createConnection, type Socket } from "node:net";

import {
  RequestError,
  Server,
  type PrepareRequestFunctionOpts,
  type PrepareRequestFunctionResult,
} from "proxy-chain";

import { refuseOption } from "../site/invalid-option.ts";
import type { ProxySettings } from "./resolve-options.ts";
import type { TestProxy } from "./test-proxy.ts";

/** What the proxy does to whoever asks. */
type Mode =
  | { readonly kind: "forward" }
  | { readonly kind: "refuse"; readonly status: number }
  | { readonly kind: "hang" }
  | { readonly kind: "drop" };

/** A test proxy on proxy-chain. */
export class RunningProxy implements TestProxy {
  readonly #settings: ProxySettings;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  // Node's global agent would keep connections to the site open after the proxy is gone.
  readonly #agent = new Agent({ keepAlive: true });
  readonly #idleWaiters: (() => void)[] = [];
  readonly #askWaiters: (() => void)[] = [];
  #mode: Mode = { kind: "forward" };
  #connections = 0;
  #closing: Promise<void> | undefined;

  constructor(settings: ProxySettings) {
    this.#settings = settings;
    this.#server = new Server({
      host: settings.host,
      port: 0,
      prepareRequestFunction: (asked) => this.#prepare(asked),
    });
    this.#server.server.on("connection", (socket: Socket) => this.#track(socket));
    // As on the site: a server that hangs up on idle connections first makes clients fail at random.
    this.#server.server.keepAliveTimeout = 600_000;
  }

  async start(): Promise<void> {
    await this.#server.listen();
  }

  get url(): string {
    const { username, password } = this.#settings;
    const credentials =
      username === undefined
        ? ""
        : `${encodeURIComponent(username)}:${encodeURIComponent(password)}@`;
    return `http://${credentials}${this.#settings.host}:${this.#server.port}`;
  }

  get origin(): string {
    return `http://${this.#settings.host}:${this.#server.port}`;
  }

  get address(): string {
    return this.#settings.host;
  }

  get requests(): number {
    return this.#server.stats.httpRequestCount;
  }

  get tunnels(): number {
    return this.#server.stats.connectRequestCount;
  }

  get connections(): number {
    return this.#connections;
  }

  get open(): number {
    return this.#sockets.size;
  }

  whenIdle(): Promise<void> {
    return this.#sockets.size === 0
      ? Promise.resolve()
      : new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  whenAsked(): Promise<void> {
    return new Promise((resolve) => this.#askWaiters.push(resolve));
  }

  forward(): void {
    this.#mode = { kind: "forward" };
  }

  refuse(status: number): void {
    if (!Number.isInteger(status) || status < 400 || status > 599) {
      refuseOption("TestProxy", "status", "an integer from 400 to 599", status);
    }
    this.#mode = { kind: "refuse", status };
  }

  hang(): void {
    this.#mode = { kind: "hang" };
  }

  drop(): void {
    this.#mode = { kind: "drop" };
  }

  kill(): Promise<void> {
    return this.close();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    await this.#server.close(true);
    this.#agent.destroy();
    // Sockets report their end a moment after the server has closed.
    await this.whenIdle();
  }

  #track(socket: Socket): void {
    this.#connections += 1;
    this.#sockets.add(socket);
    socket.once("close", () => {
      this.#sockets.delete(socket);
      if (this.#sockets.size === 0) for (const resolve of this.#idleWaiters.splice(0)) resolve();
    });
  }

  async #prepare(asked: PrepareRequestFunctionOpts): Promise<PrepareRequestFunctionResult> {
    for (const resolve of this.#askWaiters.splice(0)) resolve();
    const mode = this.#mode;
    if (mode.kind === "refuse") throw new RequestError("refused by the test", mode.status);
    if (mode.kind === "drop") asked.request.socket.destroy();
    if (mode.kind !== "forward") return await new Promise<never>(() => undefined);
    const { username, password, host, upstream, onDeadSite } = this.#settings;
    const isStranger =
      username !== undefined && (asked.username !== username || asked.password !== password);
    if (
      !isStranger &&
      onDeadSite === "502" &&
      !(await canReach(asked.hostname, asked.port, host))
    ) {
      throw new RequestError("the site can't be reached", 502);
    }
    return {
      requestAuthentication: isStranger,
      upstreamProxyUrl: upstream,
      localAddress: host,
      httpAgent: this.#agent,
    };
  }
}

/** Whether anybody listens there. Asked first, since proxy-chain has no say in what it answers to a dead site. */
function canReach(host: string, port: number, localAddress: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, localAddress });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
