import type { RetryDecision, RetryPolicy } from "../../retry/retry-policy.ts";
import type { Patience } from "./patience.ts";
import { SessionGone } from "./session-gone.ts";

/** What is known of a session that queries go through. */
export interface KnownSession {
  readonly createdAt: number;
  /** When it was last used at the service. */
  usedAt: number;
  /** Whether its last lease here was a use for the service, too: the store takes any for one, that of a query which gave up waiting as well. */
  isStoreRight: boolean;
  /** Queries that are at the service with it now. */
  sent: number;
  isGone: boolean;
}

/** One query that goes through a session. It hears of every attempt: of the next one before it is sent, of one that failed as its retry policy. */
export class Visit implements RetryPolicy {
  readonly #session: KnownSession;
  readonly #patience: Patience;
  readonly #retireLapsed: () => Promise<unknown> | undefined;
  #isSent = false;

  constructor(
    session: KnownSession,
    patience: Patience,
    retireLapsed: () => Promise<unknown> | undefined,
  ) {
    this.#session = session;
    this.#patience = patience;
    this.#retireLapsed = retireLapsed;
  }

  get name(): string {
    return this.#patience.name;
  }

  /**
   * Called before the query is sent.
   *
   * @throws {SessionGone}
   */
  readonly beforeAttempt = (): void => {
    if (this.#session.isGone) throw new SessionGone();
    const retired = this.#retireLapsed();
    if (retired !== undefined) throw new SessionGone(retired);
    this.#isSent = true;
    this.#session.sent += 1;
  };

  start(): RetryDecision {
    return (failure) => {
      this.leave();
      return this.#patience.decide(failure);
    };
  }

  /** The query is not at the service, or no longer. */
  leave(): void {
    if (!this.#isSent) return;
    this.#isSent = false;
    this.#session.sent -= 1;
  }
}
