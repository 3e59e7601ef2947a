export type { Surroundings } from "./account-context.ts";
export type { AccountSession } from "./account-session.ts";
export type { SessionTestFixtures, SessionWorkerFixtures } from "./fixture-types.ts";
export type { CheckContext, LoginContext, WithSessionsOptions } from "./options.ts";
export { withSessions } from "./with-sessions.ts";
