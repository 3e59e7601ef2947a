import type { IncomingHttpHeaders } from "node:http";

/**
 * What became of a request; each has exactly one.
 *
 * | outcome | the answer |
 * |---|---|
 * | `served` | the page did what it is for (`/status/500` is served when it answers 500) |
 * | `refused` | 400, 401, 403, 404, 405 or 413: the request itself was wrong (a wrong CSRF token, say) |
 * | `banned` | 403, the session is banned |
 * | `expired` | "session expired", as `expire.answer` says |
 * | `throttled` | 429 with `Retry-After` |
 * | `failed` | a random failure |
 * | `down` | 503 or no answer, the site is down |
 * | `aborted` | none: the client went away before its request was complete |
 */
export type RequestOutcome =
  | "served"
  | "refused"
  | "banned"
  | "expired"
  | "throttled"
  | "failed"
  | "down"
  | "aborted";

/** One request the site has seen. The fields that are not known on arrival are filled in later. */
export interface SiteRequest {
  /** 1 for the first request of the site. */
  readonly number: number;
  /** When it arrived, in epoch milliseconds of the site's clock. */
  readonly at: number;
  readonly method: string;
  /** Path and query, as sent. */
  readonly path: string;
  /** All headers with lower-case names, secrets included: this is a test site. */
  readonly headers: Readonly<IncomingHttpHeaders>;
  /** The cookies received, by name. */
  readonly cookies: Readonly<Record<string, string>>;
  /** The body, decoded as UTF-8; empty if there was none. */
  readonly body: string;
  /** The address the connection came from: the proxy's, if there is one. */
  readonly address: string;
  /** Number of the session it belonged to or opened. */
  readonly session: number | undefined;
  /** Unknown until the site has decided. */
  readonly outcome: RequestOutcome | undefined;
  /** Status of the answer; unknown until there is one. */
  readonly status: number | undefined;
  /** The client went away before it had the whole answer, or the site cut the connection. */
  readonly aborted: boolean;
}

/** Why a session is banned: worn out, too fast, seen on a second address, or by {@link TestSite.ban}. */
export type BanReason = "uses" | "rate" | "address" | "told";

/** Why a session has ended: too old, unused for too long, worn out, or by {@link TestSite.expire}. */
export type ExpiryReason = "age" | "idle" | "uses" | "told";

/** What one session really suffered. */
export interface SessionTruth {
  /** 1 for the first session of the site. */
  readonly number: number;
  /** Value of its cookie. */
  readonly id: string;
  readonly createdAt: number;
  /** When it was last served, or its creation. */
  readonly lastUseAt: number;
  /** The client address it began on. */
  readonly address: string;
  /** Every address it was seen on, in order of appearance. */
  readonly addresses: readonly string[];
  /** `"A"`, or the variant it is shown instead. */
  readonly variant: string;
  /** The location it asked for, or the site's default. */
  readonly location: string;
  /** The location its pages show now. */
  readonly shownLocation: string;
  /** Who is logged in. */
  readonly account: string | undefined;
  /** Requests the site let through, failed ones included. */
  readonly uses: number;
  /** All its requests. */
  readonly requests: number;
  /** Product pages with the right content. */
  readonly right: number;
  /** Product pages with another variant or another location than asked for. */
  readonly wrong: number;
  /** Requests answered 429. */
  readonly throttled: number;
  /** Uses that failed at random. */
  readonly failed: number;
  /** The most requests it ever had open at the same time. */
  readonly maxInFlight: number;
  /** `atUse` is the number of uses it had when it was banned. */
  readonly banned: { readonly atUse: number; readonly reason: BanReason } | undefined;
  /** `atUse` is the number of uses it had when it ended. Noticed at the first request that comes too late. */
  readonly expired: { readonly atUse: number; readonly reason: ExpiryReason } | undefined;
}

/** Sums over the site's whole life. The counts by {@link RequestOutcome} add up to `requests` once all are decided. */
export interface SiteTotals extends Readonly<Record<RequestOutcome, number>> {
  readonly requests: number;
  /** Sessions handed out. */
  readonly sessions: number;
  /** Sessions among them that were banned. */
  readonly bannedSessions: number;
  /** Sessions among them that came back after their end. */
  readonly expiredSessions: number;
  /** Product pages served with the right content. */
  readonly right: number;
  /** Product pages served with another variant or another location than asked for. */
  readonly wrong: number;
}

/** The ground truth: a snapshot that later requests don't change. */
export interface SiteTruth {
  readonly totals: SiteTotals;
  /** All sessions, in order of their numbers. */
  readonly sessions: readonly SessionTruth[];
}
