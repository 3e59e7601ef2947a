import type { Agent } from "node:http";
import { targetOf, type Target } from "./tunnel.ts";

/** What an agent counts: the connections that are there, by names that begin with host and port. */
type Counting = Pick<Agent, "maxSockets" | "maxTotalSockets" | "sockets" | "freeSockets">;

/**
 * Keeps `maxSockets` and `maxTotalSockets` where connections take a while to be made, since Node counts only those that are there. A
 * request that would have one too many made is held until an attempt has ended; then it is the agent's again.
 */
export class SocketLimit {
  readonly #agent: Counting;
  readonly #defaultPort: number;
  /** Places to which connections are being made, one entry for each. */
  readonly #making: string[] = [];
  #held: (() => void)[] = [];

  constructor(agent: Counting, defaultPort: number) {
    this.#agent = agent;
    this.#defaultPort = defaultPort;
  }

  /** Whether the request was held: then `add` is called when it may go. */
  holds(options: Target, add: () => void): boolean {
    const { maxSockets, maxTotalSockets, sockets, freeSockets } = this.#agent;
    if (this.#making.length === 0 || Math.min(maxSockets, maxTotalSockets) === Infinity) {
      return false;
    }
    const place = this.#placeOf(options);
    const making = this.#making.filter((other) => other === place).length;
    const isOneTooMany =
      (making > 0 && making + count(sockets, place) >= maxSockets) ||
      this.#making.length + count(sockets, "") + count(freeSockets, "") >= maxTotalSockets;
    if (!isOneTooMany || count(freeSockets, place) > 0) return false;
    this.#held.push(add);
    return true;
  }

  /** Counts a connection that is being made, until the function is called that it answers. */
  make(options: Target): () => void {
    const place = this.#placeOf(options);
    this.#making.push(place);
    return () => {
      this.#making.splice(this.#making.indexOf(place), 1);
      for (const add of this.#held.splice(0)) add();
    };
  }

  #placeOf(options: Target): string {
    const { host, port } = targetOf(options, this.#defaultPort);
    return `${host}:${port}:`;
  }
}

function count(sockets: Counting["sockets"], place: string): number {
  const here = Object.entries(sockets).filter(([name]) => name.startsWith(place));
  return here.reduce((total, [, list]) => total + (list?.length ?? 0), 0);
}
