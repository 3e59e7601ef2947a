export type { BrowserSessionClient, BrowserSessions, TaskOptions } from "./browser-sessions.ts";
export { createBrowserSessions } from "./create-browser-sessions.ts";
export { ContextGoneError, NavigationError, PageGoneError } from "./exchange/errors.ts";
export type { BrowserSource } from "./hand-over/browser-source.ts";
export { inBrowser, type BrowserScript, type HttpInitContext } from "./hand-over/in-browser.ts";
export type { BrowserVisit, HandOverOptions, WithIdentityOptions } from "./hand-over/options.ts";
export { withIdentity } from "./hand-over/with-identity.ts";
export type {
  BrowserChecker,
  BrowserClassifier,
  BrowserExchange,
  BrowserInit,
  BrowserInitContext,
  BrowserOutcome,
  BrowserPrepare,
} from "./hooks.ts";
export type {
  BrowserProfile,
  BrowserRequestOptions,
  BrowserSessionsOptions,
  BrowserWireOptions,
  CaptureSettings,
} from "./options.ts";
export type {
  AnyResponse,
  BrowserRequest,
  BrowserResponse,
  BrowserTarget,
  ContextTask,
  ContextTaskContext,
  PageTask,
  PageTaskContext,
} from "./request.ts";
export type { BrowserState } from "./session/browser-state.ts";
export type { ContextOptionsOf, SessionContext } from "./session/disguise.ts";
export type { PageMode } from "./tabs/tabs.ts";
