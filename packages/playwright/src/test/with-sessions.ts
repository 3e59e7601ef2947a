import type {
  PlaywrightTestArgs,
  PlaywrightTestOptions,
  PlaywrightWorkerArgs,
  PlaywrightWorkerOptions,
  TestType,
} from "@playwright/test";
import type { SessionTestFixtures, SessionWorkerFixtures } from "./fixture-types.ts";
import type { WithSessionsOptions } from "./options.ts";
import { sessionFixtures } from "./session-fixtures.ts";

type TestArgs = PlaywrightTestArgs & PlaywrightTestOptions;
type WorkerArgs = PlaywrightWorkerArgs & PlaywrightWorkerOptions;

/**
 * Extends a `test` of Playwright's so that its tests are logged in: `page`, `context` and `request` are those of an account. Every worker has its share of
 * the accounts, so that no two tests use one at the same time; each account logs in once, and again when `check` says that it has to.
 *
 * Every test of the extended `test` leases a session. For tests without, `test.use({ storageState: { cookies: [], origins: [] } })`, or
 * Playwright's own `test`.
 *
 * @throws `ERR_INVALID_OPTION`
 *
 * @example
 * ```ts
 * import { test as base } from "@playwright/test";
 * import { withSessions } from "@sessionary/playwright/test";
 *
 * export const test = withSessions(base, {
 *   accounts: [
 *     { user: "alice", password: "wonderland" },
 *     { user: "bob", password: "builder" },
 *   ],
 *   init: async ({ page, account }) => {
 *     await page.goto("/login");
 *     await page.getByLabel("User").fill(account.user);
 *     await page.getByLabel("Password").fill(account.password);
 *     await page.getByRole("button").click();
 *     await page.getByText("Logged in").waitFor();
 *   },
 *   check: async ({ context }) => (await context.request.get("/api/me")).ok(),
 * });
 *
 * test("the cart is mine", async ({ page, account }) => {
 *   await page.goto("/cart");
 *   await page.getByText(account.user).waitFor();
 * });
 * ```
 */
export function withSessions<Account, Test extends TestArgs, Worker extends WorkerArgs>(
  base: TestType<Test, Worker>,
  options: WithSessionsOptions<Account>,
): TestType<Test & SessionTestFixtures<Account>, Worker & SessionWorkerFixtures> {
  const fixtures = sessionFixtures(options);
  // Whatever else the test knows is none of the fixtures' business.
  const plain = base as unknown as TestType<TestArgs, WorkerArgs>;
  const extended = plain.extend<SessionTestFixtures<Account>, SessionWorkerFixtures>(fixtures);
  return extended as unknown as TestType<
    Test & SessionTestFixtures<Account>,
    Worker & SessionWorkerFixtures
  >;
}
