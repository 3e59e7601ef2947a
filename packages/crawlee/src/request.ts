import { invalidOption, type SessionOptions } from "@sessionary/core";

/**
 * A request as `init`, `send`, `check` and `match` see it. In a crawl it is Crawlee's own `Request`; one of yours, for
 * `init` and `send`, needs no more than a `url`.
 */
export interface CrawleeRequest {
  readonly url: string;
  /** @default "GET", or "POST" with `form` or `json` */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** What is sent as it is. */
  readonly body?: string | Uint8Array | URLSearchParams | FormData | undefined;
  /** Sent urlencoded. */
  readonly form?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** The body of a request in a crawl. */
  readonly payload?: string | Uint8Array | undefined;
  readonly userData?: Readonly<Record<string, unknown>>;
  readonly label?: string | undefined;
}

/**
 * What one request of a crawl wants of its session: `request.userData.session`. It is kept in the request queue, so
 * it is JSON. How often to try again is the crawler's to say.
 */
export type CrawleeSessionOptions = Omit<SessionOptions, "retries" | "signal">;

/**
 * Reads that from a request.
 *
 * @throws `ERR_INVALID_OPTION` when it is no object, or has `retries` or a `signal`; the engine checks the rest
 */
export function sessionOptionsOf({ userData }: CrawleeRequest): CrawleeSessionOptions | undefined {
  const session = userData?.["session"];
  if (session === undefined) return undefined;
  if (typeof session !== "object" || session === null || Array.isArray(session)) {
    throw refuse("", "an object of session options", session);
  }
  for (const [key, instead] of Object.entries(ELSEWHERE)) {
    if (key in session) throw refuse(`.${key}`, instead, Reflect.get(session, key));
  }
  return session;
}

const ELSEWHERE = {
  retries: "left to the crawler's `maxRequestRetries` and `maxSessionRotations`",
  signal: "left out: a request queue cannot keep one",
};

function refuse(key: string, expected: string, value: unknown): Error {
  return invalidOption("request.userData", `session${key}`, expected, value);
}
