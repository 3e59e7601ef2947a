import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent, type AgentOptions } from "node:https";
import type { AxiosRequestConfig } from "axios";
import { invalidOption } from "./invalid-option.ts";

const OR_WITHOUT = "(or say session: { enabled: false })";

/**
 * Refuses what would go round the session: its cookies, its proxy, its connections.
 *
 * @throws `ERR_INVALID_OPTION`
 */
export function refuseConflicts(config: AxiosRequestConfig): void {
  const { proxy, transport, socketPath } = config;
  const httpVersion: unknown = config.httpVersion ?? 1;
  if (proxy) {
    const expected = `left out: the proxies of sessions are named in \`proxies\` of withSessions ${OR_WITHOUT}`;
    throw invalidOption("proxy", expected, proxy);
  }
  if (transport !== undefined && transport !== null) {
    const expected = `left out, since it may redirect without the session's cookies ${OR_WITHOUT}`;
    throw invalidOption("transport", expected, transport);
  }
  if (socketPath) {
    throw invalidOption("socketPath", `left out: it leads to no site ${OR_WITHOUT}`, socketPath);
  }
  // axios follows no redirect over HTTP/2, knows no proxy, and shares one connection among all.
  if (Number(httpVersion) !== 1) {
    throw invalidOption("httpVersion", `1, with sessions ${OR_WITHOUT}`, httpVersion);
  }
}

/**
 * What of a user's agent the agents of each session take over: its options, TLS options among them.
 *
 * @throws `ERR_INVALID_OPTION` for an agent that can do more than Node's own: that would be lost
 */
export function agentOptions(
  key: "httpAgent" | "httpsAgent",
  agent: unknown,
): AgentOptions | undefined {
  if (agent === undefined || agent === null) return undefined;
  const Agent = key === "httpAgent" ? HttpAgent : HttpsAgent;
  const isPlain =
    agent instanceof Agent &&
    agent.constructor === Agent &&
    !["createConnection", "addRequest", "createSocket"].some((hook) => Object.hasOwn(agent, hook));
  if (isPlain) return (agent as HttpsAgent).options;
  const expected = `an agent of Node's own, whose options the agents of each session take over; proxies are named in \`proxies\` of withSessions ${OR_WITHOUT}`;
  throw invalidOption(key, expected, agent);
}
