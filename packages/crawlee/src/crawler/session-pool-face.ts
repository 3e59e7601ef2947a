import { EventEmitter } from "node:events";
import { Errand } from "../errand/errand.ts";
import { BLOCKED_STATUS_CODES, type LeasedSession } from "../session/leased-session.ts";
import { noSession } from "../session/no-session.ts";

/** What a crawler of Crawlee 3 takes for its session pool. The sessions are the errands', which have them already. */
export class SessionPoolFace extends EventEmitter {
  readonly isInitialized = true;
  readonly blockedStatusCodes: readonly number[] = BLOCKED_STATUS_CODES;
  readonly #owner: object;

  constructor(owner: object) {
    super();
    this.#owner = owner;
    // One listener for every running browser.
    this.setMaxListeners(0);
  }

  async getSession(): Promise<LeasedSession> {
    return Errand.of(this.#owner)?.session ?? noSession();
  }

  /** The pool outlives its crawlers. */
  async teardown(): Promise<void> {}

  /** What there is to save is saved by `sessions.pool(name).export()` and by stores. */
  async persistState(): Promise<void> {}

  async resetStore(): Promise<void> {}
}
