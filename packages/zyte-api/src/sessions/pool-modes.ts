import type { SessionaryError } from "@sessionary/core";
import { refuse } from "./check-options.ts";

/** How each pool keeps its sessions, by cookies or by id: all of them as the first that was begun in it. */
export class PoolModes {
  readonly #byPool = new Map<string, boolean>();
  readonly #pools = new WeakMap<object, string>();

  /** The state of a new session was made. */
  opened(state: object, pool: string): void {
    this.#pools.set(state, pool);
  }

  /** A session is begun. Answers how it is kept. */
  begun(state: object, wished: boolean): boolean {
    const pool = this.#pools.get(state);
    if (pool === undefined) return wished;
    const cookieMode = this.#byPool.get(pool) ?? wished;
    this.#byPool.set(pool, cookieMode);
    return cookieMode;
  }

  closed(pool: string): void {
    this.#byPool.delete(pool);
  }
}

export function refuseMode(cookieMode: boolean): SessionaryError<"ERR_INVALID_OPTION"> {
  const how = cookieMode ? "by id" : "by cookies";
  return refuse("session.cookieMode", `that of its pool, which keeps sessions ${how}`, cookieMode);
}
