import type { ClientOptions, MaybePromise, Profile, RequestOptions } from "@sessionary/core";
import type { IdentityHeaders, ProxySource } from "@sessionary/identity";
import type { BrowserContextOptions } from "playwright-core";
import type { BrowserChecker, BrowserClassifier, BrowserInit, BrowserPrepare } from "./hooks.ts";
import type { BrowserRequest, BrowserResponse, BrowserTarget } from "./request.ts";
import type { BrowserState } from "./session/browser-state.ts";
import type { ContextOptionsOf, SessionContext } from "./session/disguise.ts";
import type { PageMode } from "./tabs/tabs.ts";

type CoreRequestOptions<Extra extends object> = RequestOptions<
  BrowserState & Extra,
  BrowserRequest<Extra>,
  BrowserResponse
>;

/** What can be said for all tasks, and again, in a profile, for some. */
export interface BrowserRequestOptions<Extra extends object = object> extends Omit<
  CoreRequestOptions<Extra>,
  "init" | "check" | "classify" | "prepare"
> {
  /**
   * Makes a session ready: an address to go to, whose response is then classified and checked, or a function that gets a `page` of the
   * new context.
   *
   * @example "https://shop.example/"
   */
  readonly init?: BrowserInit<Extra> | BrowserTarget<Extra>;
  /** Judges pages that are `ok` so far: is this session still good? It gets the `page` beside the `reading` of its main response. */
  readonly check?: BrowserChecker<Extra>;
  /** Judges every outcome, response or error, before anybody else; `undefined` passes it on. */
  readonly classify?: BrowserClassifier<Extra>;
  /**
   * Changes a request after it got its session, at each attempt.
   *
   * @example (request) => ({ ...request, url: "https://shop.example/" })
   */
  readonly prepare?: BrowserPrepare<Extra>;
}

/** Options for the tasks whose `url` matches. */
export interface BrowserProfile<Extra extends object = object>
  extends
    BrowserRequestOptions<Extra>,
    Pick<
      Profile<BrowserState & Extra, BrowserRequest<Extra>, BrowserResponse>,
      "match" | "priority"
    > {}

/** What the sessions look like to the site. */
export interface BrowserWireOptions {
  /**
   * Proxies, one for the life of each session: a list used in turn, a list with weights, or a function that is asked for every
   * session. `http:`, `https:`, `socks4:` and `socks5:`; browsers cannot log in to socks proxies.
   *
   * @default none: direct connections
   * @example ["http://user:password@proxy-1:8000", "http://user:password@proxy-2:8000"]
   */
  readonly proxies?: ProxySource;
  /**
   * Header fields of every request of a session, or a function that makes those of each session.
   *
   * @default {}
   */
  readonly headers?: IdentityHeaders | ((context: SessionContext) => MaybePromise<IdentityHeaders>);
  /**
   * The User-Agent of every session, or several to draw each session's from. Wins over one in `headers`.
   *
   * @default what `headers` or `context` says, or the browser's own, as it is with a window
   */
  readonly userAgent?: string | readonly string[];
  /**
   * Options of each session's context, as `browser.newContext()` takes them, or a function that makes those of each session: `locale`,
   * `viewport`, `storageState` ... What they say may not contradict `userAgent` and `headers`, and a `proxy` is refused: say `proxies`.
   *
   * @default {}
   * @example ({ slot }) => ({ locale: "de-DE", storageState: `accounts/${slot}.json` })
   */
  readonly context?: BrowserContextOptions | ContextOptionsOf;
}

/** What is exported of a session beside cookies and localStorage. */
export interface CaptureSettings {
  /**
   * IndexedDB, of all origins that were visited.
   *
   * @default false
   */
  readonly indexedDB?: boolean;
  /**
   * sessionStorage, as each task's page had it in the end. A session that is imported has it in every new page.
   *
   * @default false
   */
  readonly sessionStorage?: boolean;
}

/** Options of {@link createBrowserSessions}. */
export interface BrowserSessionsOptions<Extra extends object = object>
  extends
    BrowserRequestOptions<Extra>,
    BrowserWireOptions,
    Pick<
      ClientOptions<BrowserState & Extra, BrowserRequest<Extra>, BrowserResponse>,
      "store" | "pool" | "pools" | "poolIdleMs" | "maxPools" | "onPoolFailed"
    > {
  /** Options for some tasks, by their `url`. The most specific match wins, then the highest `priority`. */
  readonly profiles?: readonly BrowserProfile<Extra>[];
  /**
   * `"fresh"`: each task gets a new page. `"reuse"`: a session keeps one page, which is reset between tasks: listeners, routes and pop-ups
   * are gone and it is blank; a page that was changed for good (`exposeFunction()`, `addInitScript()` ...) is replaced. A new page costs
   * more than loading a small document. Not with a `maxConcurrency` above 1.
   *
   * @default "fresh"
   */
  readonly pages?: PageMode;
  /** What is exported of a session beside cookies and localStorage. */
  readonly capture?: CaptureSettings;
}
