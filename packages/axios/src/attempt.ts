import type { SendContext } from "@sessionary/core";
import type { AgentKeeper } from "@sessionary/identity/agents";
import type { HttpIdentity } from "@sessionary/identity";
import { AxiosError, type GenericAbortSignal, type InternalAxiosRequestConfig } from "axios";
import { agentOptions, refuseConflicts } from "./conflicts.ts";
import { cookiesOnRedirect, giveCookies } from "./cookies.ts";
import { mergeHeaders } from "./headers.ts";
import { InitSending } from "./init-sending.ts";
import { requestUrl } from "./request-url.ts";
import { anySignal } from "./signals.ts";
import { withTimeLimit } from "./time-limit.ts";

/**
 * What is sent for one attempt: a fresh config with the cookies, headers, proxy and connections of its session. Every status is
 * let through, since judges have to see it.
 *
 * @throws `ERR_INVALID_OPTION` for what would go round the session
 */
export function createAttempt(
  config: InternalAxiosRequestConfig,
  identity: HttpIdentity,
  agents: AgentKeeper,
  { signal }: SendContext,
): InternalAxiosRequestConfig {
  refuseConflicts(config);
  const { cookies: jar, proxy } = identity;
  const headers = mergeHeaders(identity.headers, config.headers);
  const own = giveCookies(jar, requestUrl(config), headers);
  const attempt: InternalAxiosRequestConfig = {
    ...config,
    headers,
    validateStatus: null,
    beforeRedirect: cookiesOnRedirect(jar, own, config.beforeRedirect),
    signal: signalOf(config, signal),
    ...agentsOf(config, identity, agents),
  };
  // A session without a proxy goes where axios goes: through that of the environment, if there is one.
  if (proxy !== undefined) attempt.proxy = false;
  return attempt;
}

/** The engine's signal covers the exchange; what is handed over as a stream, and the init of a session, are the caller's to give up. */
function signalOf(
  { responseType, signal, session }: InternalAxiosRequestConfig,
  ofExchange: AbortSignal,
): GenericAbortSignal {
  const isCovered = responseType !== "stream" && !(session instanceof InitSending);
  return isCovered ? ofExchange : anySignal(ofExchange, signal, session?.signal);
}

function agentsOf(
  config: InternalAxiosRequestConfig,
  identity: HttpIdentity,
  keeper: AgentKeeper,
): Pick<InternalAxiosRequestConfig, "httpAgent" | "httpsAgent"> {
  const plain = agentOptions("httpAgent", config.httpAgent);
  const secure = agentOptions("httpsAgent", config.httpsAgent);
  const httpAgent = keeper.of(identity, plain).http;
  const httpsAgent = keeper.of(identity, secure).https;
  const timeoutMs = Number(config.timeout);
  if (identity.proxy === undefined || !(timeoutMs > 0)) return { httpAgent, httpsAgent };
  const late = (): Error => timeoutError(config);
  return {
    httpAgent: withTimeLimit(httpAgent, timeoutMs, late),
    httpsAgent: withTimeLimit(httpsAgent, timeoutMs, late),
  };
}

/** As axios words it. */
function timeoutError(config: InternalAxiosRequestConfig): Error {
  const { timeout, timeoutErrorMessage, transitional } = config;
  const code = transitional?.clarifyTimeoutError ? AxiosError.ETIMEDOUT : AxiosError.ECONNABORTED;
  return new AxiosError(timeoutErrorMessage || `timeout of ${timeout}ms exceeded`, code);
}
