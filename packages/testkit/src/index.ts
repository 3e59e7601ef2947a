export {
  createFakeClock,
  createRandom,
  type FakeClock,
  type FakeTimer,
} from "@sessionary/core/testing";
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
