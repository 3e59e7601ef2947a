import type { AgentOptions } from "node:https";
import type { ProxyServer } from "../proxy/proxy-server.ts";
import { createAgents, type SessionAgents } from "./create-agents.ts";
import type { TimerClock } from "./connect-limit.ts";

/** Whose connections these are: an `HttpIdentity` is one. */
export interface AgentOwner {
  readonly proxy?: ProxyServer | undefined;
}

/** How an {@link AgentKeeper} makes agents. */
export interface AgentKeeperOptions {
  /** Longest time until a connection is usable, tunnel and TLS included, in milliseconds: > 0 and < 2^31. */
  readonly connectTimeoutMs: number;
  /** For all its timers; with `now` a core `Clock`. */
  readonly clock: TimerClock & { now(): number };
}

/** Agents of one session with options of their own. More differ by accident: who makes options for every request gets new ones. */
const MAX_KINDS = 8;

/**
 * The agents of all sessions of one client. A session's are made with its first request, since one that is restored from a store may never
 * send any, and closed with the session.
 *
 * @example
 * ```ts
 * import { createHttpIdentity } from "@sessionary/identity";
 * import { AgentKeeper } from "@sessionary/identity/agents";
 *
 * const keeper = new AgentKeeper({ connectTimeoutMs: 10_000, clock: { now: Date.now, setTimeout, clearTimeout } });
 * const identity = createHttpIdentity({ proxy: "http://proxy-1:8000" });
 * const { http, https } = keeper.of(identity);
 * await keeper.close(identity);
 * ```
 */
export class AgentKeeper {
  readonly #options: AgentKeeperOptions;
  readonly #open = new WeakMap<AgentOwner, Map<AgentOptions | undefined, SessionAgents>>();
  /** Closed to new requests, with a response still on its way. */
  readonly #lingering = new Set<SessionAgents>();
  #deadline: unknown;
  #deadlineAt = Number.POSITIVE_INFINITY;

  constructor(options: AgentKeeperOptions) {
    this.#options = options;
  }

  /**
   * The agents of a session.
   *
   * @param options - what Node's agents take; the same object gives the same agents
   * @throws `ERR_INVALID_OPTION`
   */
  of(owner: AgentOwner, options?: AgentOptions): SessionAgents {
    return this.#open.get(owner)?.get(options) ?? this.#make(owner, options);
  }

  /**
   * Closes a session's connections. It waits for sockets to close, but not for bodies: a response was handed over and may be read for
   * as long as its reader likes, who may well be waiting for this.
   */
  async close(owner: AgentOwner): Promise<void> {
    const kinds = this.#open.get(owner);
    if (kinds === undefined) return;
    this.#open.delete(owner);
    await Promise.all([...kinds.values()].map((agents) => this.#end(agents)));
  }

  /** Cuts what is still on its way when the time is over. Of several times the earliest counts. */
  cutAfter(timeoutMs: number): void {
    const { clock } = this.#options;
    const at = clock.now() + timeoutMs;
    if (this.#lingering.size === 0 || at >= this.#deadlineAt) return;
    this.#forgetDeadline();
    this.#deadlineAt = at;
    this.#deadline = clock.setTimeout(() => {
      for (const agents of this.#lingering) agents.destroy();
    }, timeoutMs);
    // The sockets themselves hold the process open for as long as the timer has something to do.
    (this.#deadline as { unref?: () => void } | undefined)?.unref?.();
  }

  #make(owner: AgentOwner, options: AgentOptions | undefined): SessionAgents {
    const agents = createAgents({ ...options, ...this.#options, proxy: owner.proxy });
    const kinds = this.#open.get(owner) ?? new Map<AgentOptions | undefined, SessionAgents>();
    this.#open.set(owner, kinds);
    const [oldest] = kinds;
    if (kinds.size >= MAX_KINDS && oldest !== undefined) {
      kinds.delete(oldest[0]);
      void this.#end(oldest[1]);
    }
    kinds.set(options, agents);
    return agents;
  }

  async #end(agents: SessionAgents): Promise<void> {
    if (agents.busy) void this.#linger(agents);
    else await agents.close();
  }

  async #linger(agents: SessionAgents): Promise<void> {
    this.#lingering.add(agents);
    await agents.close();
    this.#lingering.delete(agents);
    if (this.#lingering.size === 0) this.#forgetDeadline();
  }

  #forgetDeadline(): void {
    if (this.#deadline !== undefined) this.#options.clock.clearTimeout(this.#deadline);
    this.#deadline = undefined;
    this.#deadlineAt = Number.POSITIVE_INFINITY;
  }
}
