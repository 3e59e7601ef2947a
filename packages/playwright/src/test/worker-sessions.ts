import { createSessionPool, type Session, type SessionPool } from "@sessionary/core";
import type { StorageState } from "@sessionary/identity";
import { captureState } from "../identity/capture-identity.ts";
import { inAccountContext, type Surroundings } from "./account-context.ts";
import type { AccountSession } from "./account-session.ts";
import type { PlacedAccount } from "./accounts-of-worker.ts";
import { nameOf } from "./inheritance.ts";
import type { WithSessionsOptions } from "./options.ts";
import { expectGood, SessionRefused } from "./refused.ts";

const KEY_OF_WORKER = "worker";

/** The sessions of one worker: one for each of its accounts, at most. */
export class WorkerSessions<Account> {
  readonly pool: SessionPool<AccountSession, Surroundings>;
  readonly #options: WithSessionsOptions<Account>;
  readonly #accounts: readonly PlacedAccount<Account>[];
  /** By name of the account; those that were not built anew yet. */
  readonly #inherited: Map<string, StorageState>;
  /** Whether a test has failed, so that Playwright ends this worker. */
  hasFailed = false;
  /** Checked by the init that built them, and not used since. */
  readonly #proven = new WeakSet<AccountSession>();

  constructor(
    options: WithSessionsOptions<Account>,
    accounts: readonly PlacedAccount<Account>[],
    inherited: Map<string, StorageState>,
  ) {
    this.#options = options;
    this.#accounts = accounts;
    this.#inherited = inherited;
    const { pool, lease = "worker", name = "accounts" } = options;
    this.pool = createSessionPool<AccountSession, Surroundings>({
      maxBadInits: 2,
      initTimeoutMs: 30_000,
      ...(lease === "worker" && { fill: "on-demand" }),
      ...pool,
      name,
      size: accounts.length,
      init: ({ slot, attempt, request, signal }) => this.#build(slot, attempt, request, signal),
      classify: ({ error }) => (error instanceof SessionRefused ? error.judgement : undefined),
    });
  }

  accountOf({ account }: AccountSession): Account {
    return this.#at(this.#accounts.findIndex(({ place }) => place === account)).account;
  }

  /** Runs a test with a session that works. */
  async lend(
    surroundings: Surroundings,
    test: (session: Session<AccountSession>) => Promise<void>,
  ): Promise<void> {
    const { lease = "worker" } = this.#options;
    await this.pool.use(
      async ({ session, signal }) => {
        await this.#expectGood(session.state, surroundings, signal);
        await test(session);
      },
      { request: surroundings, ...(lease === "worker" && { key: KEY_OF_WORKER }) },
    );
  }

  /** What there is to leave to another worker. */
  async estate(): Promise<Map<string, StorageState>> {
    const { sessions } = await this.pool.export();
    const states = sessions.map(({ state }) => state as unknown as AccountSession);
    return new Map([
      ...this.#inherited,
      ...states.map((state) => [nameOf(this.accountOf(state)), state.storageState] as const),
    ]);
  }

  async #build(
    slot: number,
    attempt: number,
    surroundings: Surroundings | undefined,
    signal: AbortSignal,
  ): Promise<AccountSession> {
    const { place, account } = this.#at(slot);
    const name = nameOf(account);
    const inherited = this.#inherited.get(name);
    this.#inherited.delete(name);
    // Its check is asked before the next test.
    if (inherited !== undefined) return { account: place, storageState: inherited };
    if (surroundings === undefined) throw new Error("a session can only be built for a test");
    return inAccountContext(surroundings, undefined, signal, async (page, context) => {
      const { init, check, indexedDB, sessionStorage } = this.#options;
      if ((await init({ account, page, context, attempt, signal })) === false)
        throw new Error(`\`init\` answered false for the account in place ${place} of the list`);
      if (check !== undefined) expectGood(await check({ account, phase: "init", page, context }));
      const storageState = await captureState(
        context,
        { origins: [] },
        {
          indexedDB,
          sessionStorage,
          signal,
        },
      );
      const state = { account: place, storageState };
      this.#proven.add(state);
      return state;
    });
  }

  async #expectGood(
    state: AccountSession,
    surroundings: Surroundings,
    signal: AbortSignal,
  ): Promise<void> {
    const { check } = this.#options;
    if (this.#proven.delete(state) || check === undefined) return;
    const account = this.accountOf(state);
    await inAccountContext(surroundings, state.storageState, signal, async (page, context) => {
      const asked = Promise.resolve(check({ account, phase: "use", page, context }));
      const judgement = await asked.catch((cause: unknown) => {
        // As everywhere: a check that can't tell says that the session is no good.
        throw new SessionRefused({ verdict: "invalid", reason: "it threw" }, { cause });
      });
      expectGood(judgement);
    });
  }

  #at(index: number): PlacedAccount<Account> {
    const found = this.#accounts[index];
    if (found === undefined) throw new Error(`there is no account for slot ${index}`);
    return found;
  }
}
