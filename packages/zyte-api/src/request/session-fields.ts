import type { Action } from "./action.ts";

/** A session that the caller names ("user-managed"): an unknown id begins one, a known one goes on with it. */
export interface ZyteSession {
  /** A UUID of version 4. */
  readonly id: string;
}

/** One of the pairs that say which Zyte-managed session a request wants. */
export interface SessionContextPair {
  /** 1 to 30 characters. */
  readonly name: string;
  /** 1 to 100 characters. */
  readonly value: string;
}

/** How Zyte begins a session of a context. For one context they must always be the same. */
export interface SessionContextParameters {
  readonly actions?: readonly Action[];
}

/** Which session a request goes through. */
export interface SessionFields {
  /**
   * A session that the caller names. It ends 15 minutes after its first request, 2 minutes after its last, or after 3 bans in a row,
   * and its id is then refused for some minutes.
   */
  readonly session?: ZyteSession;
  /** A session that Zyte keeps for all requests with the same pairs, at most 10; it ends after 4 hours or 3 bans. */
  readonly sessionContext?: readonly SessionContextPair[];
  readonly sessionContextParameters?: SessionContextParameters;
}
