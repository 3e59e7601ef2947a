import type { Agent, ClientRequest } from "node:http";

interface AddsRequests {
  addRequest(request: ClientRequest, options: object): void;
}

/**
 * The same agent, whose requests get no longer than this to be answered. The timer that axios sets begins with the connection, and a
 * tunnel through a proxy is none before it is open.
 */
export function withTimeLimit(agent: Agent, timeoutMs: number, makeError: () => Error): Agent {
  const limited: AddsRequests = {
    addRequest(request, options) {
      const timer = setTimeout(() => request.destroy(makeError()), timeoutMs);
      const over = (): void => clearTimeout(timer);
      request.once("response", over).once("close", over);
      (agent as unknown as AddsRequests).addRequest(request, options);
    },
  };
  return Object.assign(Object.create(agent) as Agent, limited);
}
