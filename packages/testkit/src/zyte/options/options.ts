import type { TestSite } from "../../site/test-site.ts";
import type { ZyteCharge } from "../ledger/truth.ts";
import type { ZyteProblemType } from "../problems/problem-types.ts";

/** How the sessions with ids of users live. */
export interface ZyteSessionLimits {
  /** Milliseconds from a session's creation to its end, > 0. @default 900_000 */
  readonly maxAgeMs?: number;
  /** Milliseconds without a use after which a session has ended, > 0. @default 120_000 */
  readonly maxIdleMs?: number;
  /** Bans in a row that end a session. Integer >= 1. @default 3 */
  readonly maxBans?: number;
  /**
   * Milliseconds after its end for which an id is refused as expired; later it makes a new session. A pair: each session draws its
   * own number. The service says 5 to 10 minutes. @default 300_000
   */
  readonly rememberedMs?: number | readonly [min: number, max: number];
  /** Sessions of one key that may be active at the same time. The service's number is not known. Integer >= 1. @default Infinity */
  readonly maxActive?: number;
  /**
   * What becomes of a request that asks for another `geolocation` or `ipType` than its session has, which the service leaves open:
   * `"refuse"` answers 422. It is counted as a mismatch either way. @default "ignore"
   */
  readonly mismatch?: "ignore" | "refuse";
}

/** How the service's own sessions live, those made for a `sessionContext`. */
export interface ZyteServerSessionLimits {
  /** Milliseconds from a session's creation to its end, > 0. @default 14_400_000 (4 hours) */
  readonly maxAgeMs?: number;
  /** Bans that end a session. Integer >= 1. @default 3 */
  readonly maxBans?: number;
}

/** Requests a minute that are let through, by the emulator's clock. Integers >= 1. */
export interface ZyteRateLimits {
  /** Of one key: 429 `/limits/over-user-limit`. Standard plans have 3000. @default Infinity */
  readonly userPerMinute?: number;
  /** To one host: 429 `/limits/over-domain-limit`. @default Infinity */
  readonly domainPerMinute?: number;
  /** Of one key to one host: 429 `/limits/over-org-domain-limit`. @default Infinity */
  readonly orgDomainPerMinute?: number;
  /** Of everybody: 503 `/limits/over-global-limit`. @default Infinity */
  readonly globalPerMinute?: number;
  /** Whether answers say in `Retry-After` when there is room again, which nobody has confirmed of the service. @default true */
  readonly retryAfter?: boolean;
}

/** An answer of a site, as the emulator's detection of bans sees it. */
export interface ZyteSiteAnswer {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  /** The body as UTF-8. */
  readonly text: () => string;
}

/** Options of {@link createZyteEmulator}. */
export interface ZyteEmulatorOptions {
  /** Fixes request ids, the default key, and what befalls request number 1, 2, 3 ... @default 1 */
  readonly seed?: string | number;
  /** Address to listen on. @default "127.0.0.1" */
  readonly host?: string;
  /** Tells the time (epoch milliseconds) for the lives of sessions and cookies, and for rates. @default Date */
  readonly clock?: { now(): number };
  /** The site that every name of a host leads to. @default one of the emulator's own, with its seed and clock, closed with it */
  readonly site?: TestSite;
  /**
   * Names of hosts that lead elsewhere, as `{ "shop.example": "http://127.0.0.1:1234" }`. All others lead to `site`, but `localhost`
   * and addresses (in redirects) to themselves, and names under `.invalid` nowhere. @default {}
   */
  readonly hosts?: Readonly<Record<string, string>>;
  /** The keys it knows, at least one. @default one key drawn from the seed */
  readonly apiKeys?: readonly string[];
  /** Keys whose accounts are suspended: 403. @default [] */
  readonly suspendedKeys?: readonly string[];
  /** Hosts the service refuses: 451. @default [] */
  readonly forbiddenHosts?: readonly string[];
  /** Lives of sessions with ids of users. */
  readonly sessions?: ZyteSessionLimits;
  /** Lives of the service's own sessions. */
  readonly serverSessions?: ZyteServerSessionLimits;
  /** Requests a minute. @default no limit */
  readonly limits?: ZyteRateLimits;
  /**
   * Shares of the requests, 0 to 1 together, that meet a problem drawn from the seed: `{ "/download/temporary-error": 0.1 }`.
   * @default {}
   */
  readonly troubles?: Readonly<Partial<Record<ZyteProblemType, number>>>;
  /**
   * Cookies the service adds to requests that bring none and have no session, unless they say `cookieManagement: "discard"`; by
   * name, for whatever host. @default {}
   */
  readonly serviceCookies?: Readonly<Record<string, string>>;
  /**
   * Whether an answer of a site is a ban. @default 429, and 403 with "banned" in the body, which is how the test site bans
   */
  readonly isBan?: (answer: ZyteSiteAnswer) => boolean;
  /** Hosts where the action `setLocation` is not supported. @default [] */
  readonly withoutSetLocation?: readonly string[];
  /**
   * Whether every session has a loopback address of its own, so that sites with `bindToAddress` tell them apart. Outside Linux each
   * address needs an alias. @default "per-session" on Linux, "one" elsewhere
   */
  readonly addresses?: "per-session" | "one";
  /**
   * Whether `experimental.requestCookies` and `experimental.responseCookies` are understood. Clients still send them, but the
   * service's specification no longer has them. @default "refuse"
   */
  readonly experimentalCookies?: "refuse" | "accept";
  /** Whether a request may have a `session` and a `sessionContext`, which the service leaves open. @default "refuse" */
  readonly sessionWithContext?: "refuse" | "accept";
  /**
   * What a charged request costs, in a unit of your own; the service does not publish its prices by request. Free ones are not asked
   * about. @default 1 each
   */
  readonly price?: (charge: ZyteCharge) => number;
  /** How many requests are kept in {@link ZyteEmulator.requests}. Integer >= 0. @default 10_000 */
  readonly logSize?: number;
}
