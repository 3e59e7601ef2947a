import type { Classifier, Clock } from "@sessionary/core";
import { isProxyFailure, judgeStatus } from "@sessionary/identity";
import type { SessionRequest } from "../request/session-request.ts";
import { isNetworkFailure } from "./network-failure.ts";

/** What a status or an error means, unless the user's `classify` knows better. */
export function createClassifier(clock: Clock): Classifier<SessionRequest, Response> {
  return ({ phase, response, error, request }) => {
    if (response !== undefined) return judgeStatus(response, clock.now());
    // An abort may show as any error of the connection it cut. (It does not end the init of a session.)
    if (phase === "use" && request.signal?.aborted === true) return undefined;
    if (isProxyFailure(error)) return { verdict: "error", reason: "proxy failure" };
    if (isNetworkFailure(error)) return { verdict: "inconclusive", reason: "connection failure" };
    return undefined;
  };
}
