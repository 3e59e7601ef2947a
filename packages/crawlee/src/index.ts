export type { CrawleeResponse } from "./crawlee-response.ts";
export type { CrawleeState } from "./crawlee-state.ts";
export { createCrawleePool, type CrawleePool } from "./create-crawlee-pool.ts";
export type { HttpClient, HttpClientResponse } from "./http/http-client.ts";
export type {
  CrawleeCheck,
  CrawleeClassify,
  CrawleeExchange,
  CrawleeInit,
  CrawleeInitContext,
  CrawleePoolOptions,
  CrawleeProfile,
  CrawleeRequestOptions,
} from "./options.ts";
export type { CrawleeRequest, CrawleeSessionOptions } from "./request.ts";
export type { LoanedSession, LoanOptions, SessionLoans } from "./session-loans.ts";
export {
  withSessionPool,
  type CrawlerClass,
  type SessionCrawlerClass,
  type SessionCrawlerOptionsOf,
} from "./with-session-pool.ts";
