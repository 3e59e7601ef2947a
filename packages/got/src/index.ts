export { createSessionGot, type GotSessions, type SessionGotOptions } from "./session-got.ts";
export type { GotInitContext } from "./session-got.ts";
