import type { Classifier, Clock, DetailedVerdict } from "@sessionary/core";
import type { SessionRequest } from "../request/session-request.ts";
import { isProxyFailure } from "../transport/proxy-error.ts";
import { retryAfterMs } from "./retry-after.ts";
import { isNetworkFailure } from "./network-failure.ts";

/** What a status or an error means, unless the user's `classify` knows better. */
export function createClassifier(clock: Clock): Classifier<SessionRequest, Response> {
  return ({ phase, response, error, request }) => {
    if (response !== undefined) return judgeStatus(response, clock);
    // An abort may show as any error of the connection it cut. (It does not end the init of a session.)
    if (phase === "use" && request.signal?.aborted === true) return undefined;
    if (isProxyFailure(error)) return { verdict: "error", reason: "proxy failure" };
    if (isNetworkFailure(error)) return { verdict: "inconclusive", reason: "connection failure" };
    return undefined;
  };
}

function judgeStatus(response: Response, clock: Clock): DetailedVerdict | undefined {
  const { status } = response;
  if (status < 400) return undefined;
  const reason = `status ${status}`;
  if (status === 401 || status === 403 || status === 407) return { verdict: "error", reason };
  const wait = response.headers.get("retry-after");
  if (status === 429 || (status === 503 && wait !== null)) {
    const restMs = retryAfterMs(wait, clock.now());
    return {
      verdict: "throttled",
      reason,
      ...(restMs === undefined ? {} : { retryAfterMs: restMs }),
    };
  }
  return status >= 500 ? { verdict: "inconclusive", reason } : undefined;
}
