import type { TestSiteEvents } from "./events.ts";
import type { SessionTruth, SiteRequest, SiteTruth } from "./truth.ts";

/** How a site is down: nobody listens, connections are cut, or everything answers 503 without `Retry-After`. */
export type DownKind = "refuse" | "reset" | "503";

/** A running test site. Its pages are listed at `createTestSite`. */
export interface TestSite extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly origin: string;
  /** The home page: the origin and a slash. */
  readonly url: string;
  /** The last requests, oldest first; as many as `logSize` says. */
  readonly requests: readonly SiteRequest[];
  /** How many answers of `/slow` and `/stream` wait for {@link TestSite.release}. */
  readonly held: number;

  /** A snapshot of what really happened. */
  truth(): SiteTruth;
  /** What one session suffered, by its number or by the value of its cookie. */
  session(ref: number | string): SessionTruth | undefined;
  /** The true price of a product at a location: what a right page shows. */
  price(product: number, zip: string): number;

  /** Bans a session now. @throws TestSiteError `ERR_SITE_SESSION_UNKNOWN` */
  ban(ref: number | string): void;
  /** Ends a session now. @throws TestSiteError `ERR_SITE_SESSION_UNKNOWN` */
  expire(ref: number | string): void;
  /** Answers a session 429 for so many milliseconds of the site's clock. @throws TestSiteError `ERR_SITE_SESSION_UNKNOWN` */
  throttle(ref: number | string, retryAfterMs: number): void;

  /** Goes down; `"refuse"` also drops all open connections. Requests that can't arrive are not in the truth. */
  goDown(kind: DownKind): Promise<void>;
  /** Comes back, on the same port, with all its sessions. */
  goUp(): Promise<void>;

  /** Lets answers of `/slow` and `/stream` go, all or those asked for with `?name=`, and says how many that were. */
  release(name?: string): number;

  /** Calls the listener for each event; returns what ends that. An error thrown by a listener becomes an uncaught one. */
  on<Name extends keyof TestSiteEvents>(
    name: Name,
    listener: (event: TestSiteEvents[Name]) => void,
  ): () => void;
  /**
   * Resolves with the next event that the predicate accepts; those of the past don't count.
   *
   * @throws TestSiteError `ERR_SITE_CLOSED` when the site closes first
   * @example
   * ```ts
   * import { createTestSite } from "@sessionary/testkit";
   *
   * await using site = await createTestSite();
   * const arrived = site.waitFor("request", ({ path }) => path === "/slow");
   * const slow = fetch(`${site.origin}/slow`);
   * await arrived;
   * site.release();
   * await slow;
   * ```
   */
  waitFor<Name extends keyof TestSiteEvents>(
    name: Name,
    predicate?: (event: TestSiteEvents[Name]) => boolean,
  ): Promise<TestSiteEvents[Name]>;

  /** Drops all connections and stops listening; leaves no handle open. Closing twice does no harm. */
  close(): Promise<void>;
}
