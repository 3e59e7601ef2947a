import type { DetailedVerdict, MaybePromise, Outcome } from "@sessionary/core";
import {
  isProxyFailure,
  judgeStatus,
  type HttpIdentity,
  type ProxyServer,
  type StatusLike,
} from "@sessionary/identity";
import { isNetworkFailure } from "@sessionary/identity/agents";
import type { CrawleeResponse } from "./crawlee-response.ts";
import { isReachable } from "./proxy-probe.ts";
import type { CrawleeRequest } from "./request.ts";

type Ended = Outcome<CrawleeResponse, CrawleeRequest, HttpIdentity>;

/** What got-scraping and Chromium say when the proxy itself cannot be reached or refuses us. */
const PROXY_FAULT =
  /ECONNREFUSED|EHOSTUNREACH|ENOTFOUND|Proxy responded with (?!50[234])|ERR_PROXY_|ERR_HTTP_RESPONSE_CODE_FAILURE/;

/** Chromium got no tunnel: from a proxy that is dead, or from one that could not reach the site. */
const NO_TUNNEL = /ERR_TUNNEL_CONNECTION_FAILED/;

/**
 * Between a browser and a proxy with credentials Crawlee puts one of its own. It answers 597 where the real one refused the credentials, and
 * 59x where that, or a site behind it, cannot be reached.
 */
const REFUSED_BY_PROXY = 597;
const UNREACHABLE: ReadonlySet<number> = new Set([593, 594]);

/** What an outcome means unless the user knows better. */
export function defaultJudgement(
  outcome: Ended,
  nowAt: number,
): MaybePromise<DetailedVerdict | undefined> {
  const { response, error, session } = outcome;
  const { proxy } = session.state;
  if (response !== undefined) {
    const byStatus = judgeStatus(response, nowAt);
    if (proxy === undefined) return byStatus;
    if (response.status === REFUSED_BY_PROXY) return PROXY_FAILURE;
    return UNREACHABLE.has(response.status) ? blameIfDead(proxy, byStatus) : byStatus;
  }
  if (isProxyFault(error, session.state)) return PROXY_FAILURE;
  if (proxy !== undefined && error instanceof Error && NO_TUNNEL.test(error.message))
    return blameIfDead(proxy, CONNECTION_FAILURE);
  return isNetworkFailure(error) ? CONNECTION_FAILURE : undefined;
}

/** Whether an error is, beyond doubt, the fault of the session's proxy. */
export function isProxyFault(error: unknown, { proxy }: Pick<HttpIdentity, "proxy">): boolean {
  if (proxy === undefined) return false;
  if (isProxyFailure(error)) return true;
  if (!(error instanceof Error)) return false;
  return (
    PROXY_FAULT.test(`${Reflect.get(error, "code")} ${error.message}`) && !isElsewhere(error, proxy)
  );
}

/** Whether an error names another server than the proxy: a handler's database, say. */
function isElsewhere({ message }: Error, { host, port }: ProxyServer): boolean {
  const refused = /(?:ECONNREFUSED|EHOSTUNREACH) \S+:(\d+)/.exec(message)?.[1];
  const unknown = /ENOTFOUND (\S+)/.exec(message)?.[1];
  return (
    (refused !== undefined && Number(refused) !== port) ||
    (unknown !== undefined && unknown !== host)
  );
}

/** Whether a status blames somebody, so that it is judged even where the crawler has no use for the response. */
export function isTelling(response: StatusLike): boolean {
  return judgeStatus(response, 0) !== undefined;
}

/** A dead site behind a proxy looks like a dead proxy: the proxy itself knows. */
async function blameIfDead(
  proxy: Parameters<typeof isReachable>[0],
  otherwise: DetailedVerdict | undefined,
): Promise<DetailedVerdict | undefined> {
  return (await isReachable(proxy)) ? otherwise : PROXY_FAILURE;
}

const CONNECTION_FAILURE: DetailedVerdict = Object.freeze({
  verdict: "inconclusive",
  reason: "connection failure",
});
const PROXY_FAILURE: DetailedVerdict = Object.freeze({ verdict: "error", reason: "proxy failure" });
