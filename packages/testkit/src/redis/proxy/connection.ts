import type { Socket } from "node:net";

import { Link, type LinkState, type Parcel } from "./link.ts";

/** A client's connection and the one to the server, joined by two links. */
export class Connection {
  readonly #sockets: readonly [client: Socket, server: Socket];
  readonly #links: readonly [Link, Link];
  readonly closed: Promise<void>;

  /** Both sockets allow one side to end before the other. */
  constructor(client: Socket, server: Socket, state: LinkState) {
    this.#sockets = [client, server];
    this.#links = [join(client, server, state), join(server, client, state)];
    this.closed = Promise.all([ended(client), ended(server)]).then(() => this.#cut());
  }

  get isHolding(): boolean {
    return this.#links.some((link) => link.isHolding);
  }

  flush(): void {
    for (const link of this.#links) link.flush();
  }

  reset(): void {
    this.#cut();
    for (const socket of this.#sockets) lose(socket);
  }

  #cut(): void {
    for (const link of this.#links) link.cut();
  }
}

/** What comes from one socket goes to the other, by way of the link. */
function join(from: Socket, to: Socket, state: LinkState): Link {
  const link = new Link(state, (parcel) => deliver(parcel, to));
  from.setNoDelay();
  from.on("data", (data: Buffer) => link.send(data));
  from.on("end", () => link.send("end"));
  from.on("error", () => link.send("reset"));
  return link;
}

function deliver(parcel: Parcel, to: Socket): void {
  if (to.destroyed) return;
  if (parcel === "reset") lose(to);
  else if (parcel === "end") to.end();
  else to.write(parcel);
}

/** Resets it, if that is possible: one that is not connected yet would be reset when it is, and one that is being ended never closes (libuv refuses). */
function lose(socket: Socket): void {
  if (socket.connecting || socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}

function ended(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once("close", () => resolve()));
}
