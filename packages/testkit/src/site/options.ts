/** A number that is the same for all sessions, or `[min, max]`, both included: each session draws its own from the seed. */
export type Drawn = number | readonly [min: number, max: number];

/** How the site bans sessions. A banned session gets 403 and a page that says "banned", for good. */
export interface BanOptions {
  /** The site serves so many uses of a session and bans it at the next one. Integers >= 1. @default never */
  readonly afterUses?: Drawn;
  /** More uses than this within one second ban the session at once. Integer >= 1. @default never */
  readonly perSecond?: number;
}

/** How sessions end by themselves. */
export interface ExpireOptions {
  /** Milliseconds from a session's creation to its end, >= 0. @default never */
  readonly maxAgeMs?: Drawn;
  /** Milliseconds without a use after which a session has ended, >= 0. @default never */
  readonly maxIdleMs?: Drawn;
  /** The site serves so many uses of a session and has forgotten it at the next one. Integers >= 1. @default never */
  readonly afterUses?: Drawn;
  /**
   * What a session that has ended gets: `"page"` is a 200 that says "session expired" and shows no location, `"401"`
   * the same text with status 401. @default "page"
   */
  readonly answer?: "page" | "401";
}

/** Pages in the wrong place: status 200, and only a checker that reads the location can see it. */
export interface WrongLocationOptions {
  /** Share of the sessions that are shown a place they did not ask for, 0 to 1. */
  readonly share: number;
  /** How many uses such a session is shown the right place first. Integers >= 0. @default 0 */
  readonly afterUses?: Drawn;
}

/** How the site asks sessions to slow down: 429 with `Retry-After` in whole seconds, rounded up. */
export interface ThrottleOptions {
  /** After every so many uses the session is refused for `retryAfterMs`. Integers >= 1. @default never */
  readonly everyUses?: Drawn;
  /** More uses than this within one second, and the session is refused for `retryAfterMs`. Integer >= 1. @default never */
  readonly perSecond?: number;
  /** Length of a refusal in milliseconds, >= 0. @default 1000 */
  readonly retryAfterMs?: number;
}

/** Failures that no session is to blame for. */
export interface FailureOptions {
  /** Share of the uses that fail, 0 to 1. */
  readonly share: number;
  /** Status of a failed answer, 500 to 599, or `"reset"`: the connection is cut without an answer. @default 500 */
  readonly answer?: number | "reset";
}

/** A time in which the site answers nothing but 503, counted in requests so that it doesn't depend on speed. */
export interface OutageOptions {
  /** Number of the first request that meets it; the first request of the site is number 1. Integer >= 1. */
  readonly fromRequest: number;
  /** How many requests meet it. Integer >= 1. */
  readonly requests: number;
}

/** Options of {@link createTestSite}. Every trouble is off by default. */
export interface TestSiteOptions {
  /** Fixes prices, cookies, and what befalls session number 1, 2, 3 ... @default 1 */
  readonly seed?: string | number;
  /** Address to listen on. @default "127.0.0.1" */
  readonly host?: string;
  /** Tells the time (epoch milliseconds) for ages, rates and rests. @default Date */
  readonly clock?: { now(): number };
  /** Name of the session cookie. @default "sid" */
  readonly cookieName?: string;
  /**
   * Where a visitor without a session gets one: on every page of the shop, or only at `/`, `/location`, `/login` and
   * `/js`; the others then answer as to an expired session. @default "anywhere"
   */
  readonly entry?: "anywhere" | "home";
  /** Number of products, `/product/1` to `/product/<products>`. Integer >= 1. @default 1000 */
  readonly products?: number;
  /** Location of sessions that have set none, five digits. @default "10001" */
  readonly defaultZip?: string;
  /** Users who can log in, with their passwords. @default { alice: "wonderland" } */
  readonly accounts?: Readonly<Record<string, string>>;
  /** Bans sessions. @default never */
  readonly ban?: BanOptions;
  /** Ends sessions. @default never */
  readonly expire?: ExpireOptions;
  /** Bans a session that comes from another address than the one it began on. @default false */
  readonly bindToAddress?: boolean;
  /** Lets `/js` forget who passed its challenge when the user agent changes. @default false */
  readonly bindToUserAgent?: boolean;
  /**
   * Shares of the sessions that see another variant than `"A"`, by name; together at most 1. Such a variant marks up the
   * price differently and shows a trial price, which is wrong. `{ B: 0.15 }` shows B to 15 percent. @default {}
   */
  readonly variants?: Readonly<Record<string, number>>;
  /** Shows sessions the wrong location; a number is a share. @default never */
  readonly wrongLocation?: number | WrongLocationOptions;
  /** Asks sessions to slow down. @default never */
  readonly throttle?: ThrottleOptions;
  /** Fails at random; a number is a share. @default never */
  readonly failures?: number | FailureOptions;
  /** Goes down for a while. See also {@link TestSite.goDown}. @default never */
  readonly outage?: OutageOptions;
  /** Real milliseconds between a request and its answer, >= 0, drawn for each request. @default 0 */
  readonly latencyMs?: Drawn;
  /** How many of the last requests {@link TestSite.requests} keeps. Integer >= 0. @default 10000 */
  readonly logSize?: number;
}
