import type * as http from "node:http";
import type * as https from "node:https";
import { PlainAgent, SecureAgent } from "./agents.ts";
import { resolveAgentsOptions, type AgentsOptions, type Resolved } from "./options.ts";
import { routeThrough, type Route } from "./route.ts";
import { Wires } from "./wires.ts";

/** The connections of one session, for clients built on Node's `http` and `https`: no other session uses them. */
export interface SessionAgents {
  /** For `http:` URLs. */
  readonly http: http.Agent;
  /** For `https:` URLs. */
  readonly https: https.Agent;
  /** Whether a request or a response is still on its way. */
  readonly busy: boolean;
  /** Takes no new request, closes what is idle, and resolves when the last response is over and every socket closed. */
  close(): Promise<void>;
  /** Closes every socket now, whatever is on its way, and gives up those being connected. */
  destroy(): void;
}

/**
 * Makes the agents of one session: connections that are kept alive, shared with nobody, and that go through the session's
 * proxy (http, https, socks4 or socks5), if it has one.
 *
 * As other clients do, plain requests are forwarded by an HTTP proxy and encrypted ones tunnelled; a SOCKS proxy tunnels both.
 * Errors tell whose failure it was:
 *
 * - `ERR_PROXY`: the proxy cannot be reached, or refuses us;
 * - `ERR_TUNNEL`: it answered, but could not reach the site, or hung up, or took too long. Its answer is never handed on as if it
 *   were the site's;
 * - `ETIMEDOUT`: no direct connection within `connectTimeoutMs`.
 *
 * A proxy that forwards a plain request answers for itself by a status, 407 say.
 *
 * @throws `ERR_INVALID_OPTION`
 *
 * @example
 * ```ts
 * import { get } from "node:https";
 * import { parseProxy } from "@sessionary/identity";
 * import { createAgents } from "@sessionary/identity/agents";
 *
 * const proxy = parseProxy("http://user:password@proxy-1:8000");
 * const agents = createAgents({ proxy, connectTimeoutMs: 10_000 });
 * get("https://shop.example/", { agent: agents.https }, (response) => response.resume());
 * await agents.close();
 * ```
 */
export function createAgents(options: AgentsOptions): SessionAgents {
  return new WiredAgents(resolveAgentsOptions(options));
}

class WiredAgents implements SessionAgents {
  readonly #options: Resolved;
  readonly #wires: Wires;
  readonly #route: Route | undefined;
  #http: http.Agent | undefined;
  #https: https.Agent | undefined;

  constructor(options: Resolved) {
    const { proxy, limit } = options;
    this.#options = options;
    this.#wires = new Wires(limit);
    this.#route = proxy === undefined ? undefined : routeThrough(proxy);
  }

  // Most sessions talk to one kind of site: the other agent is never made.
  get http(): http.Agent {
    this.#http ??= new PlainAgent(this.#options.agent, this.#wires, this.#route);
    return this.#http;
  }

  get https(): https.Agent {
    this.#https ??= new SecureAgent(this.#options.agent, this.#wires, this.#route);
    return this.#https;
  }

  get busy(): boolean {
    return this.#wires.size > idleSockets(this.#http).length + idleSockets(this.#https).length;
  }

  async close(): Promise<void> {
    const closed = this.#wires.close();
    for (const agent of [this.#http, this.#https]) {
      for (const socket of idleSockets(agent)) socket.destroy();
    }
    await closed;
  }

  destroy(): void {
    this.#wires.destroy();
  }
}

function idleSockets(agent: http.Agent | undefined): readonly { destroy(): unknown }[] {
  return agent === undefined ? [] : Object.values(agent.freeSockets).flatMap((list) => list ?? []);
}
