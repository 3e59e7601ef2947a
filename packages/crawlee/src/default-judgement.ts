import type { DetailedVerdict, Outcome } from "@sessionary/core";
import {
  isProxyFailure,
  judgeStatus,
  type HttpIdentity,
  type StatusLike,
} from "@sessionary/identity";
import { isNetworkFailure } from "@sessionary/identity/agents";
import type { CrawleeRequest } from "./request.ts";
import type { CrawleeResponse } from "./crawlee-response.ts";

type Ended = Outcome<CrawleeResponse, CrawleeRequest, HttpIdentity>;

/**
 * What got-scraping and Chromium say when the proxy itself cannot be reached or refuses us. A broken connection, or a proxy that
 * could not reach the site (502, 503, 504), may as well be the site's.
 */
const PROXY_FAULT =
  /ECONNREFUSED|EHOSTUNREACH|ENOTFOUND|Proxy responded with (?!50[234])|ERR_PROXY_|ERR_HTTP_RESPONSE_CODE_FAILURE|ERR_SOCKS_CONNECTION_FAILED|ERR_TUNNEL_CONNECTION_FAILED/;

/**
 * What the proxy that Crawlee puts between a browser and an upstream proxy with credentials answers when that one cannot be
 * found (593), refuses the connection (594) or the credentials (597).
 */
const PROXY_STATUS: ReadonlySet<number> = new Set([593, 594, 597]);

/** What an outcome means unless the user knows better. */
export function defaultJudgement(outcome: Ended, nowAt: number): DetailedVerdict | undefined {
  const { response, error, session } = outcome;
  if (response === undefined) {
    if (isProxyFault(error, session.state)) return PROXY_FAILURE;
    return isNetworkFailure(error) ? CONNECTION_FAILURE : undefined;
  }
  if (PROXY_STATUS.has(response.status) && session.state.proxy) return PROXY_FAILURE;
  return judgeStatus(response, nowAt);
}

/** Whether an error is the fault of the session's proxy. */
export function isProxyFault(error: unknown, { proxy }: Pick<HttpIdentity, "proxy">): boolean {
  if (proxy === undefined) return false;
  if (isProxyFailure(error)) return true;
  return (
    error instanceof Error && PROXY_FAULT.test(`${Reflect.get(error, "code")} ${error.message}`)
  );
}

const CONNECTION_FAILURE: DetailedVerdict = Object.freeze({
  verdict: "inconclusive",
  reason: "connection failure",
});
const PROXY_FAILURE: DetailedVerdict = Object.freeze({ verdict: "error", reason: "proxy failure" });

/** Whether a status blames somebody, so that it is judged even where the crawler has no use for the response. */
export function isTelling(response: StatusLike): boolean {
  return PROXY_STATUS.has(response.status) || judgeStatus(response, 0) !== undefined;
}
