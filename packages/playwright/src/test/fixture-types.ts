import type { Session, SessionPool } from "@sessionary/core";
import type { Surroundings } from "./account-context.ts";
import type { AccountSession } from "./account-session.ts";

/** What tests get beside what they know. */
export interface SessionTestFixtures<Account> {
  /** The account that `page` is logged in with. */
  readonly account: Account;
  /** The session that the test has leased: `await sessionPool.retire(session.id)` when the test has spoilt its account. */
  readonly session: Session<AccountSession>;
}

/** What workers get beside what they know. */
export interface SessionWorkerFixtures {
  /** The sessions of this worker: `stats()`, `on(event, listener)`, `retire(id)`. */
  readonly sessionPool: SessionPool<AccountSession, Surroundings>;
}
