import { aString, expectOptions, type SessionClient } from "@sessionary/core";
import type { CrawleeResponse } from "./crawlee-response.ts";
import type { CrawleeState } from "./crawlee-state.ts";
import { Errand } from "./errand/errand.ts";
import type { CrawleeRequest } from "./request.ts";
import type { LeasedSession } from "./session/leased-session.ts";

/** What {@link CrawleePool.asSessionPool} lends sessions for. */
export interface LoanOptions {
  /**
   * The address that the sessions are for: it names the pool, as that of a request does.
   *
   * @default the pool `default`
   */
  readonly url?: string;
}

/** A session of Crawlee 4, as it comes from a session pool: its `ISession`. */
export type LoanedSession = Pick<
  LeasedSession,
  "id" | "cookieJar" | "proxyInfo" | "userData" | "isUsable" | "markGood" | "markBad" | "retire"
>;

/** Lends sessions one by one, in the shape of Crawlee 4's `ISessionPool`. */
export class SessionLoans {
  readonly #sessions: SessionClient<CrawleeState, CrawleeRequest, CrawleeResponse>;
  readonly #url: string;
  readonly #loans = new WeakMap<LoanedSession, Errand>();

  constructor(
    sessions: SessionClient<CrawleeState, CrawleeRequest, CrawleeResponse>,
    options: LoanOptions,
  ) {
    expectOptions("asSessionPool", options, { url: aString });
    this.#sessions = sessions;
    this.#url = options.url ?? "";
  }

  /**
   * Leases a session: any, or that of this id; `undefined` when there is none of this id. Give it back with `release()`.
   *
   * @throws `ERR_ACQUIRE_TIMEOUT`, `ERR_QUEUE_FULL`, `ERR_TOO_MANY_BAD_INITS`, `ERR_POOL_CLOSED`, `ERR_POOL_STOPPED`
   */
  async getSession(id?: string): Promise<LoanedSession | undefined> {
    const userData = id === undefined ? {} : { session: { id } };
    const errand = new Errand(this, { url: this.#url, userData });
    await errand.run(() => errand.begin(this.#sessions));
    if (errand.failure !== undefined) {
      if (Reflect.get(Object(errand.failure.error), "code") === "ERR_SESSION_MISSING")
        return undefined;
      throw errand.failure.error;
    }
    this.#loans.set(errand.session, errand);
    return errand.session;
  }

  /** Ends a lease, by what was said about the session; without a word it counts as not used. Releasing twice does nothing. */
  async release(session: LoanedSession): Promise<void> {
    await this.#loans.get(session)?.finish();
  }
}
