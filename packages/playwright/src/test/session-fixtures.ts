import type { Session } from "@sessionary/core";
import type {
  Fixtures,
  PlaywrightTestArgs,
  PlaywrightTestOptions,
  PlaywrightWorkerArgs,
  PlaywrightWorkerOptions,
} from "@playwright/test";
import { captureState } from "../identity/capture-identity.ts";
import { withoutSessionStorage } from "../identity/origins.ts";
import { restoreSessionStorage, type Surroundings } from "./account-context.ts";
import type { AccountSession } from "./account-session.ts";
import { accountsOfWorker } from "./accounts-of-worker.ts";
import { bequeath, inherit, type Estate } from "./inheritance.ts";
import { checkOptions, type WithSessionsOptions } from "./options.ts";
import type { SessionTestFixtures, SessionWorkerFixtures } from "./fixture-types.ts";
import { WorkerSessions } from "./worker-sessions.ts";

/** What `test.extend` takes. */
type SessionFixtures<Account> = Fixtures<
  SessionTestFixtures<Account>,
  SessionWorkerFixtures,
  PlaywrightTestArgs & PlaywrightTestOptions,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions
>;

/** @throws `ERR_INVALID_OPTION` */
export function sessionFixtures<Account>(
  options: WithSessionsOptions<Account>,
): SessionFixtures<Account> {
  checkOptions(options);
  const {
    indexedDB,
    sessionStorage,
    keepChanges = false,
    keepOnFailure = true,
    name = "accounts",
    timeoutMs: timeout = 120_000,
  } = options;
  const workers = new WeakMap<object, WorkerSessions<Account>>();
  const sessions = new WeakMap<object, Session<AccountSession>>();
  const workerOf = (pool: object): WorkerSessions<Account> => {
    const worker = workers.get(pool);
    if (worker === undefined) throw new Error("withSessions: `sessionPool` was overridden");
    return worker;
  };

  const fixtures: SessionFixtures<Account> = {
    // The browser is asked for so that it is there until the pool is closed.
    sessionPool: [
      async ({ browser: _browser }, use, info) => {
        const { configFile, rootDir } = info.config;
        const pool = [configFile ?? rootDir, info.project.name, name];
        const estate: Estate = { run: process.ppid, pool, parallelIndex: info.parallelIndex };
        const accounts = await accountsOfWorker(options, info);
        const inherited = keepOnFailure ? await inherit(estate) : new Map();
        const worker = new WorkerSessions(options, accounts, inherited);
        workers.set(worker.pool, worker);
        try {
          await use(worker.pool);
          if (keepOnFailure && worker.hasFailed) await bequeath(estate, await worker.estate());
        } finally {
          await worker.pool.close();
        }
      },
      { scope: "worker", timeout },
    ],

    session: [
      async (
        {
          sessionPool,
          browser,
          acceptDownloads,
          actionTimeout,
          baseURL,
          bypassCSP,
          clientCertificates,
          colorScheme,
          contextOptions,
          deviceScaleFactor,
          extraHTTPHeaders,
          geolocation,
          hasTouch,
          httpCredentials,
          ignoreHTTPSErrors,
          isMobile,
          javaScriptEnabled,
          locale,
          navigationTimeout,
          offline,
          permissions,
          proxy,
          serviceWorkers,
          timezoneId,
          userAgent,
          viewport,
        },
        use,
        info,
      ) => {
        const worker = workerOf(sessionPool);
        const asked = {
          acceptDownloads,
          baseURL,
          bypassCSP,
          clientCertificates,
          colorScheme,
          deviceScaleFactor,
          extraHTTPHeaders,
          geolocation,
          hasTouch,
          httpCredentials,
          ignoreHTTPSErrors,
          isMobile,
          javaScriptEnabled,
          locale,
          offline,
          permissions,
          proxy,
          serviceWorkers,
          timezoneId,
          userAgent,
          viewport,
        };
        const surroundings: Surroundings = {
          browser,
          options: { ...contextOptions, ...withoutMissing(asked) },
          actionTimeout: actionTimeout ?? 0,
          navigationTimeout: navigationTimeout ?? 0,
        };
        let hasPassed = false;
        try {
          await worker.lend(surroundings, async (session) => {
            await use(session);
            hasPassed = info.status === info.expectedStatus;
          });
        } finally {
          worker.hasFailed ||= !hasPassed;
        }
      },
      { scope: "test", timeout },
    ],

    account: async ({ session, sessionPool }, use) =>
      use(workerOf(sessionPool).accountOf(session.state)),

    storageState: async ({ session }, use) => {
      const state = withoutSessionStorage(session.state.storageState);
      sessions.set(state, session);
      await use(state);
    },
  };
  if (sessionStorage !== true && !keepChanges) return fixtures;
  return {
    ...fixtures,
    context: async ({ context, storageState }, use, info) => {
      // A test with a storageState of its own has no session.
      const session = typeof storageState === "object" ? sessions.get(storageState) : undefined;
      if (session !== undefined) await restoreSessionStorage(context, session.state.storageState);
      await use(context);
      if (session === undefined || !keepChanges || info.status !== info.expectedStatus) return;
      const before = session.state.storageState;
      const storage = await captureState(context, before, { indexedDB, sessionStorage });
      Object.assign(session.state, { storageState: storage });
    },
  };
}

function withoutMissing<T extends object>(
  options: T,
): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [Key in keyof T]?: Exclude<T[Key], undefined> };
}
