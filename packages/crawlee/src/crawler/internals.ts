import type { EventEmitter } from "node:events";
import type { ContextLike } from "../crawlee-response.ts";
import type { CallableHttpClient } from "../http/http-client.ts";
import type { CrawleeRequest } from "../request.ts";
import type { LeasedSession } from "../session/leased-session.ts";
import type { ProxyInfo } from "../session/proxy-info.ts";

// What Crawlee 3.18's crawlers are made of, as far as we reach into them. Their own declarations hide it from subclasses that are
// made at run time, and would tie us to one of the packages they are installed from.

/** A request in a crawl. */
export interface CrawlRequest extends CrawleeRequest {
  readonly id?: string;
  noRetry?: boolean;
  sessionRotationCount?: number;
}

/** A crawling context. */
export interface CrawlContext extends ContextLike {
  readonly request: CrawlRequest;
  session?: LeasedSession;
  proxyInfo?: ProxyInfo;
  page?: { context(): { cookies(): Promise<[]> }; isClosed(): boolean };
}

/** A request queue, or what stands for one. */
export interface RequestSource {
  reclaimRequest(request: CrawlRequest): Promise<unknown>;
  /** For how long the queue keeps a request from being fetched again. */
  readonly requestLockSecs?: number;
  /** Of a source that is a list and a queue. */
  readonly requestQueue?: RequestSource;
  readonly client?: {
    prolongRequestLock?(id: string, options: { readonly lockSecs: number }): Promise<unknown>;
  };
}

type Handler = (context: CrawlContext, ...rest: readonly unknown[]) => unknown;

/** A crawler from within. */
export interface CrawlerInternals {
  useSessionPool: boolean;
  sessionPool: EventEmitter;
  httpClient: CallableHttpClient;
  requestHandler: Handler;
  requestManager: RequestSource | undefined;
  readonly internalTimeoutMillis: number;
  readonly maxSessionRotations: number;
  readonly persistCookiesPerSession?: boolean;
  readonly retryOnBlocked?: boolean;
  readonly log: { debug(message: string, data?: object): void };
  /** Of browser crawlers, whose `requestHandler` is their own. */
  userProvidedRequestHandler?: Handler;
  readonly browserPool?: BrowserPoolInternals;
  readonly launchContext?: { readonly useIncognitoPages?: boolean };

  stop(reason?: string): void;
  teardown(): Promise<void>;
  isProxyError(error: Error): boolean;
  delayRequest(request: CrawlRequest, source: RequestSource): boolean;
  _init(): Promise<void>;
  _timeoutAndRetry<T>(ask: () => Promise<T>, timeoutMs: number, message: string): Promise<T>;
  _fetchNextRequest(): Promise<CrawlRequest | null>;
  _runTaskFunction(): Promise<void>;
  _runRequestHandler(context: CrawlContext): Promise<void>;
  _canRequestBeRetried(request: CrawlRequest, error: Error): boolean;
  _rotateSession(context: CrawlContext): Promise<void>;
  _requestFunctionErrorHandler(
    error: Error,
    context: CrawlContext,
    source: RequestSource,
  ): Promise<void>;
  _throwOnBlockedRequest(session: LeasedSession, status: number): void;
  _cleanupContext(context: CrawlContext): Promise<void>;
  /** Of HTTP crawlers, and of browser crawlers with other arguments. */
  _applyCookies?(
    context: CrawlContext,
    options: { headers?: Record<string, unknown> },
    before: string,
    after: string,
  ): unknown;
  /** Of HTTP crawlers. */
  _handleRequestTimeout?(session?: LeasedSession): void;
  /** Of browser crawlers. */
  _handleNavigationTimeout?(context: CrawlContext, error: Error): Promise<void>;
}

/** What a browser crawler keeps its browsers in. */
export interface BrowserPoolInternals {
  readonly browserPlugins: readonly { readonly library: { name?(): string } }[];
  readonly preLaunchHooks: readonly ((pageId: string, launchContext: LaunchContext) => void)[];
  prePageCreateHooks: readonly PageHook[];
  readonly useFingerprints?: boolean;
}

/** Called before a page is made; `pageOptions` are those of its context. */
export type PageHook = (
  pageId: string,
  controller: { readonly launchContext: LaunchContext },
  pageOptions: Record<string, unknown> | undefined,
) => void;

/** How a browser was launched. Crawlee keeps the fingerprint of its pages there. */
export interface LaunchContext {
  fingerprint?: Fingerprint | undefined;
  isFingerprintInjected?: boolean;
  extend(fields: object): void;
}

/** As much of a browser fingerprint as a page's options are made of. */
export interface Fingerprint {
  readonly fingerprint: {
    readonly navigator: { readonly userAgent: string };
    readonly screen: { readonly width: number; readonly height: number };
  };
}

/** A crawler class from within. */
export interface CrawlerInternalsClass {
  readonly prototype: Partial<CrawlerInternals>;
  new (options: object, configuration?: unknown): CrawlerInternals;
}
