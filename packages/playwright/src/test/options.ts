import {
  aBoolean,
  aFunction,
  aNumber,
  aString,
  anything,
  expectOptions,
  invalidOption,
  oneOf,
  type Judgement,
  type MaybePromise,
  type OptionRules,
  type Phase,
  type PoolSettings,
} from "@sessionary/core";
import type { BrowserContext, Page, WorkerInfo } from "@playwright/test";
import type { AccountSession } from "./account-session.ts";
import { SUBJECT } from "./subject.ts";

/** What `init` gets. */
export interface LoginContext<Account> {
  /** The account to log in with. */
  readonly account: Account;
  /** A page of `context`, still blank. */
  readonly page: Page;
  /**
   * Has the options of the test that needs the session: `baseURL`, `viewport`, `locale` ... Without `actionTimeout` and
   * `navigationTimeout` of yours its actions take 10 seconds at most and its navigations 20, so that messages say what hangs.
   */
  readonly context: BrowserContext;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Aborts when `initTimeoutMs` is over, or the worker ends. */
  readonly signal: AbortSignal;
}

/** What `check` gets. */
export interface CheckContext<Account> {
  readonly account: Account;
  /** `"init"`: right after `init`, on its page; `"use"`: before a test, on a blank one. */
  readonly phase: Phase;
  readonly page: Page;
  /** Has the session's cookies and storage; `context.request` sends without a page. It is not the context of the test. */
  readonly context: BrowserContext;
}

/** Options of {@link withSessions}. */
export interface WithSessionsOptions<Account> {
  /**
   * The accounts: a list, of which every worker of the run gets its share, those of all shards included; or a function that is asked
   * by every worker for its own.
   */
  readonly accounts:
    | readonly Account[]
    | ((worker: WorkerInfo) => MaybePromise<readonly Account[]>);
  /** Logs in, once for each session. `false`, or a throw, says that it came to nothing. */
  readonly init: (context: LoginContext<Account>) => MaybePromise<void | false>;
  /**
   * Is a session still logged in? It is asked after `init`, and before every test that gets a session that was used before. A session that is
   * not is replaced, and the test gets the next one.
   *
   * @default sessions are good
   */
  readonly check?: ((context: CheckContext<Account>) => MaybePromise<Judgement>) | undefined;
  /**
   * Names the pool, in messages and in `sessionPool.stats()`. Give every `withSessions` of a project its own.
   *
   * @default "accounts"
   */
  readonly name?: string | undefined;
  /**
   * `"worker"`: all tests of a worker have the same session while it lives. `"test"`: each test leases one, and the worker's accounts take
   * turns.
   *
   * @default "worker"
   */
  readonly lease?: "worker" | "test" | undefined;
  /**
   * IndexedDB is part of a session, too.
   *
   * @default false
   */
  readonly indexedDB?: boolean | undefined;
  /**
   * sessionStorage is part of a session, too: that of the page that `init` leaves.
   *
   * @default false
   */
  readonly sessionStorage?: boolean | undefined;
  /**
   * What a test changes in cookies and storage is there for the next one: for sites that renew their tokens as they go.
   *
   * @default false: every test begins with what `init` left
   */
  readonly keepChanges?: boolean | undefined;
  /**
   * A failed test ends its worker. Its sessions go on in the worker that takes its place, by way of a file in the system's folder for
   * temporary files that only you can read; without, that worker logs in again.
   *
   * @default true
   */
  readonly keepOnFailure?: boolean | undefined;
  /**
   * Longest time until a test has its session, logins and checks included, in milliseconds, > 0. It does not count as time of the test.
   *
   * @default 120_000
   */
  readonly timeoutMs?: number | undefined;
  /**
   * Settings of a worker's pool, without `size`, which the accounts say. `maxBadInits` is 2 unless you say otherwise, so that wrong
   * passwords don't lock accounts, and `initTimeoutMs` 30_000.
   */
  readonly pool?: Omit<PoolSettings<AccountSession>, "size"> | undefined;
}

/** @throws `ERR_INVALID_OPTION` */
export function checkOptions<Account>(options: WithSessionsOptions<Account>): void {
  expectOptions(SUBJECT, options, {
    accounts: (value) =>
      typeof value === "function" || (Array.isArray(value) && value.length > 0)
        ? undefined
        : "a list of at least one account, or a function that answers one",
    init: aFunction,
    check: aFunction,
    name: aString,
    lease: oneOf("worker", "test"),
    indexedDB: aBoolean,
    sessionStorage: aBoolean,
    keepChanges: aBoolean,
    keepOnFailure: aBoolean,
    timeoutMs: aNumber("milliseconds > 0 and < 2^31", (ms) => ms > 0 && ms < 2 ** 31),
    pool: anything,
  } satisfies OptionRules<WithSessionsOptions<Account>>);
  for (const key of ["accounts", "init"] as const) {
    if (options[key] === undefined) throw invalidOption(SUBJECT, key, "given", undefined);
  }
  const pool: object = options.pool ?? {};
  if (!("size" in pool)) return;
  throw invalidOption(
    SUBJECT,
    "pool.size",
    "left out: there are as many sessions as accounts",
    pool.size,
  );
}
