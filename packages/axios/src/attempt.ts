import type { SendContext } from "@sessionary/core";
import type { AgentKeeper } from "@sessionary/identity/agents";
import type { HttpIdentity } from "@sessionary/identity";
import { AxiosError, type GenericAbortSignal, type InternalAxiosRequestConfig } from "axios";
import { agentOptions, refuseConflicts } from "./conflicts.ts";
import { cookiesOnRedirect, giveCookies } from "./cookies.ts";
import { mergeHeaders } from "./headers.ts";
import { InitSending } from "./init-sending.ts";
import { requestUrl } from "./request-url.ts";
import { anySignal, ExchangeSignal } from "./signals.ts";
import { withTimeLimit } from "./time-limit.ts";

/** What attempts are made of, beside the request and its session. */
export interface Wire {
  readonly agents: AgentKeeper;
  /** Whether the adapter underneath is that of axios: others may want a real signal. */
  readonly isOwnAdapter: boolean;
  /** Whether the environment names proxies, for which axios looks at every request. */
  readonly hasProxyInEnv: boolean;
}

/**
 * What is sent for one attempt: a fresh config with the cookies, headers, proxy and connections of its session. Every status is
 * let through, since judges have to see it.
 *
 * @throws `ERR_INVALID_OPTION` for what would go round the session
 */
export function createAttempt(
  config: InternalAxiosRequestConfig,
  identity: HttpIdentity,
  wire: Wire,
  context: SendContext,
): InternalAxiosRequestConfig {
  refuseConflicts(config);
  const { cookies: jar, proxy } = identity;
  const attempt: InternalAxiosRequestConfig = { ...config };
  attempt.headers = mergeHeaders(identity.headers, config.headers);
  const own = giveCookies(jar, requestUrl(config), attempt.headers);
  attempt.validateStatus = null;
  attempt.beforeRedirect = cookiesOnRedirect(jar, own, config.beforeRedirect);
  attempt.signal = signalOf(config, context, wire.isOwnAdapter);
  setAgents(attempt, identity, wire.agents);
  // A session without a proxy goes where axios goes: through that of the environment, if there is one.
  if (proxy !== undefined || !wire.hasProxyInEnv) attempt.proxy = false;
  return attempt;
}

/** The engine's signal covers the exchange; what is handed over as a stream, and the init of a session, are the caller's to give up. */
function signalOf(
  { responseType, signal, session }: InternalAxiosRequestConfig,
  context: SendContext,
  isOwn: boolean,
): GenericAbortSignal {
  const ofExchange = isOwn ? lightSignal(context) : context.signal;
  const isCovered = responseType !== "stream" && !(session instanceof InitSending);
  return isCovered ? ofExchange : anySignal(ofExchange, signal, session?.signal);
}

function lightSignal(context: SendContext): GenericAbortSignal {
  if (context.onAbort === undefined) return context.signal;
  const light = new ExchangeSignal();
  context.onAbort(light.abort);
  return light;
}

function setAgents(
  attempt: InternalAxiosRequestConfig,
  identity: HttpIdentity,
  keeper: AgentKeeper,
): void {
  const plain = keeper.of(identity, agentOptions("httpAgent", attempt.httpAgent)).http;
  const secure = keeper.of(identity, agentOptions("httpsAgent", attempt.httpsAgent)).https;
  const timeoutMs = Number(attempt.timeout);
  const isLimited = identity.proxy !== undefined && timeoutMs > 0;
  const late = (): Error => timeoutError(attempt);
  attempt.httpAgent = isLimited ? withTimeLimit(plain, timeoutMs, late) : plain;
  attempt.httpsAgent = isLimited ? withTimeLimit(secure, timeoutMs, late) : secure;
}

/** As axios words it. */
function timeoutError(config: InternalAxiosRequestConfig): Error {
  const { timeout, timeoutErrorMessage, transitional } = config;
  const code = transitional?.clarifyTimeoutError ? AxiosError.ETIMEDOUT : AxiosError.ECONNABORTED;
  return new AxiosError(timeoutErrorMessage || `timeout of ${timeout}ms exceeded`, code);
}
