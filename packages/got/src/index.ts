export { createSessionGot, type GotSessions, type SessionGotOptions } from "./session-got.ts";
