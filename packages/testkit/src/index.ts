export { describeAdapter } from "./conformance/adapter/describe-adapter.ts";
export type {
  AdapterHarness,
  HarnessBody,
  HarnessCall,
  HarnessClient,
  HarnessInit,
  HarnessOptions,
  HarnessRequest,
  HarnessResponse,
} from "./conformance/adapter/harness.ts";
export type { Skips } from "./conformance/cases.ts";
export {
  describeStoreEquality,
  type EqualityOptions,
} from "./conformance/store/equality/describe-store-equality.ts";
export { describeStore } from "./conformance/store/describe-store.ts";
export type { MakeStore, StoreUnderTest } from "./conformance/store/store-lab.ts";
export {
  createTestProxies,
  createTestProxy,
  type TestProxies,
} from "./proxies/create-test-proxy.ts";
export type { TestProxy, TestProxyOptions } from "./proxies/test-proxy.ts";
export { createTestSite } from "./site/create-test-site.ts";
export type { TestSiteEvents } from "./site/events.ts";
export type {
  BanOptions,
  Drawn,
  ExpireOptions,
  FailureOptions,
  OutageOptions,
  TestSiteOptions,
  ThrottleOptions,
  WrongLocationOptions,
} from "./site/options.ts";
export { TestSiteError, type TestSiteErrorCode } from "./site/site-error.ts";
export type { DownKind, TestSite } from "./site/test-site.ts";
export type {
  BanReason,
  ExpiryReason,
  RequestOutcome,
  SessionTruth,
  SiteRequest,
  SiteTotals,
  SiteTruth,
} from "./site/truth.ts";
