export type { TimerClock } from "./connect-limit.ts";
export { createAgents, type SessionAgents } from "./create-agents.ts";
export { isNetworkFailure } from "./network-failure.ts";
export type { AgentsOptions } from "./options.ts";
