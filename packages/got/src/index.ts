export { createSessionGot, type GotSessions, type SessionGotOptions } from "./session-got.ts";
export type { GotInit, GotInitContext } from "./session-got.ts";
