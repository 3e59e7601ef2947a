import * as http from "node:http";
import * as https from "node:https";
import type { Socket } from "node:net";
import { toForwarder } from "./to-forwarder.ts";
import { localOptions } from "./reach-proxy.ts";
import type { Route, Trip } from "./route.ts";
import { SocketLimit } from "./socket-limit.ts";
import { targetOf, type Target } from "./tunnel.ts";
import type { Wires } from "./wires.ts";

type Callback = (error: unknown, socket?: Socket) => void;

/** What agents have that the types do not tell. It has been so since Node 0.12: agent-base is built on it. */
interface Inner {
  addRequest(request: http.ClientRequest, options: Target): void;
  createSocket(request: http.ClientRequest, options: Target, callback: Callback): void;
  createConnection(options: Target, callback?: Callback): Socket | undefined;
  keepSocketAlive(socket: Socket): boolean;
  getName(options: Target): string;
  readonly requests: NodeJS.Dict<http.ClientRequest[]>;
}

type AgentClass = new (options: https.AgentOptions) => Omit<http.Agent, keyof Inner> & Inner;

type WiredClass = new (
  options: https.AgentOptions,
  wires: Wires,
  route: Route | undefined,
) => http.Agent & https.Agent;

/** Where the two agents differ. */
interface Kind {
  /** The event after which a connection is usable. */
  readonly ready: "connect" | "secureConnect";
  readonly port: number;
  /** A connection by way of a proxy. `make` is the agent's own way, on a socket that is there. */
  open(route: Route, trip: Trip, make: (tunnel: Socket) => Socket): Promise<Socket>;
}

const PLAIN: Kind = {
  ready: "connect",
  port: 80,
  open: (route, trip) => route.plain(trip),
};

const SECURE: Kind = {
  ready: "secureConnect",
  port: 443,
  open: (route, trip, make) => route.secure(trip, make),
};

/** An agent whose connections are one session's. */
function wired(Base: AgentClass, kind: Kind): WiredClass {
  class Wired extends Base {
    readonly #wires: Wires;
    readonly #route: Route | undefined;
    readonly #limit: SocketLimit;
    #asking: http.ClientRequest | undefined;

    constructor(options: https.AgentOptions, wires: Wires, route: Route | undefined) {
      super(options);
      this.#wires = wires;
      this.#route = route;
      this.#limit = new SocketLimit(this, kind.port);
    }

    override addRequest(request: http.ClientRequest, options: Target): void {
      if (kind === PLAIN && this.#route?.forwards === true) {
        toForwarder(request, targetOf(options, kind.port), this.#route.proxy);
      }
      if (this.#route === undefined) return super.addRequest(request, options);
      const add = (): void => {
        if (!this.#limit.holds(options, add)) super.addRequest(request, options);
      };
      add();
    }

    override createSocket(request: http.ClientRequest, options: Target, callback: Callback): void {
      const done: Callback = (error, socket) => {
        callback(error, socket);
        if (error) this.#goOn(request, options);
      };
      if (this.#wires.isClosed) return done(this.#wires.closedFailure());
      this.#asking = request;
      super.createSocket(request, options, done);
      this.#asking = undefined;
    }

    /** Node starts the next request that waits when a connection closes, and forgets to when none could be made. */
    #goOn(failed: http.ClientRequest, options: Target): void {
      const name = this.getName(options);
      const waiting = this.requests[name];
      if (waiting === undefined) return;
      if (waiting.includes(failed)) waiting.splice(waiting.indexOf(failed), 1);
      const next = waiting.shift();
      if (waiting.length === 0) Reflect.deleteProperty(this.requests, name);
      if (next !== undefined) this.addRequest(next, options);
    }

    /** Node takes a connection that is returned, and else waits for the callback. */
    override createConnection(options: Target, callback?: Callback): Socket | undefined {
      const route = this.#route;
      if (route === undefined) {
        return this.#wires.watch(super.createConnection(options) as Socket, kind.ready);
      }
      const way = { target: targetOf(options, kind.port), local: localOptions(options) };
      const make = (socket: Socket): Socket =>
        super.createConnection({ ...options, socket } as Target) as Socket;
      const made = this.#limit.make(options);
      this.#wires
        .attempt(this.#asking, (signal) => kind.open(route, { ...way, signal }, make))
        .then(
          (socket) => callback?.(null, socket),
          (error: unknown) => callback?.(error),
        )
        .finally(made);
      return undefined;
    }

    override keepSocketAlive(socket: Socket): boolean {
      return !this.#wires.isClosed && super.keepSocketAlive(socket);
    }
  }
  return Wired as unknown as WiredClass;
}

/** For `http:` requests of a session: over its own connections, over tunnels, or to a proxy that forwards them. */
export const PlainAgent: WiredClass = wired(http.Agent as unknown as AgentClass, PLAIN);

/** For `https:` requests of a session: over its own connections, or over tunnels. */
export const SecureAgent: WiredClass = wired(https.Agent as unknown as AgentClass, SECURE);
