export { createZyteClient } from "./client/create-zyte-client.ts";
export type { ZyteClientOptions } from "./client/options.ts";
export type { ZyteStats } from "./client/stats.ts";
export type {
  CloseClientOptions,
  ExtractOptions,
  IterateOptions,
  ZyteClient,
  ZyteOutcome,
} from "./client/zyte-client.ts";
export { isSessionProblem } from "./errors/problem.ts";
export { ZyteApiError, isZyteApiError, type BodyProblem } from "./errors/zyte-api-error.ts";
export { ZyteNetworkError } from "./errors/zyte-network-error.ts";
export type { Action, Selector, SetLocationAction } from "./request/action.ts";
export type { Address } from "./request/address.ts";
export type { ZyteCookie } from "./request/cookie.ts";
export type {
  SessionContextPair,
  SessionContextParameters,
  ZyteSession,
} from "./request/session-fields.ts";
export type { ZyteHeader, ZyteMethod, ZyteRequest } from "./request/zyte-request.ts";
export type { Article, ArticleList, ArticleNavigation } from "./response/extracted/article.ts";
export type { CustomAttributeValues } from "./response/extracted/extraction-response.ts";
export type { ForumThread } from "./response/extracted/forum-thread.ts";
export type { JobPosting, JobPostingNavigation } from "./response/extracted/job-posting.ts";
export type { PageContent } from "./response/extracted/page-content.ts";
export type {
  NavigationRequest,
  Product,
  ProductList,
  ProductNavigation,
  ProductVariant,
} from "./response/extracted/product.ts";
export type { Serp } from "./response/extracted/serp.ts";
export { decodeBase64 } from "./response/decode-base64.ts";
export type {
  ActionResult,
  NetworkCapture,
  ZyteResponse,
  ZyteResponseFields,
} from "./response/zyte-response.ts";
export {
  aggressiveRetryPolicy,
  aggressiveSessionRetryPolicy,
  defaultRetryPolicy,
  defaultSessionRetryPolicy,
  noRetryPolicy,
} from "./retry/policies.ts";
export type {
  FailedAttempt,
  FailureKind,
  RetryDecision,
  RetryPolicy,
} from "./retry/retry-policy.ts";
export {
  createSessionContext,
  type ContextValues,
  type SessionContext,
} from "./sessions/context/create-session-context.ts";
export type { ZyteSessionCounters } from "./sessions/counters.ts";
export { createZyteSessions } from "./sessions/create-zyte-sessions.ts";
export type {
  ZyteChecker,
  ZyteClassifier,
  ZyteExchange,
  ZyteInit,
  ZyteInitContext,
  ZytePoolName,
  ZytePrepare,
} from "./sessions/hooks.ts";
export type {
  SessionExtractOptions,
  SessionIterateOptions,
  ZyteProfile,
  ZyteRequestOptions,
  ZyteSessionOptions,
  ZyteSessionsOptions,
  ZyteUseOptions,
} from "./sessions/options.ts";
export {
  ParamsError,
  type LocationSource,
  type ParamsContext,
  type ParamsSource,
  type ZyteParams,
} from "./sessions/params.ts";
export type { ZyteSessionState } from "./sessions/state.ts";
export type { WarningListener, ZyteWarning } from "./sessions/warnings.ts";
export type { ZyteSessions } from "./sessions/zyte-sessions.ts";
