export { AgentKeeper, type AgentKeeperOptions, type AgentOwner } from "./agent-keeper.ts";
export type { TimerClock } from "./connect-limit.ts";
export { createAgents, type SessionAgents } from "./create-agents.ts";
export { isNetworkFailure } from "./network-failure.ts";
export { openTunnel, type TunnelOptions } from "./open-tunnel.ts";
export type { AgentsOptions } from "./options.ts";
export { proxyAuthorization } from "./proxy-authorization.ts";
export type { LocalOptions } from "./reach-proxy.ts";
export { tunnelFailure, type TunnelTarget } from "./tunnel.ts";
