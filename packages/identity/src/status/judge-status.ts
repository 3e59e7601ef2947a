import { retryAfterMs } from "./retry-after.ts";

/** What a status says about the session that got it, in the verdicts of `@sessionary/core`. */
export interface StatusJudgement {
  readonly verdict: "error" | "throttled" | "inconclusive";
  /** For people: `status 403`. */
  readonly reason: string;
  /** How long the site asks to wait, in milliseconds, where it does. */
  readonly retryAfterMs?: number;
}

/** As much of a response as its status is judged by. */
export interface StatusLike {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
}

/**
 * What an HTTP status means unless somebody knows better: 401, 403 and 407 blame the session; 429, and 503 with
 * Retry-After (RFC 9110, section 10.2.3), ask it to rest; other 5xx are the site's own trouble; the rest says nothing.
 *
 * @param nowAt - epoch milliseconds, which a Retry-After that is a date is compared with
 *
 * @example
 * ```ts
 * import { judgeStatus } from "@sessionary/identity";
 *
 * const response = new Response(null, { status: 429, headers: { "retry-after": "7" } });
 * console.log(judgeStatus(response, Date.now())); // { verdict: "throttled", reason: "status 429", retryAfterMs: 7000 }
 * ```
 */
export function judgeStatus(response: StatusLike, nowAt: number): StatusJudgement | undefined {
  const { status } = response;
  if (status < 400) return undefined;
  const reason = `status ${status}`;
  if (status === 401 || status === 403 || status === 407) return { verdict: "error", reason };
  if (status !== 429 && status < 500) return undefined;
  const wait = status === 429 || status === 503 ? response.headers.get("retry-after") : null;
  if (status !== 429 && wait === null) return { verdict: "inconclusive", reason };
  const restMs = retryAfterMs(wait, nowAt);
  return {
    verdict: "throttled",
    reason,
    ...(restMs === undefined ? {} : { retryAfterMs: restMs }),
  };
}
