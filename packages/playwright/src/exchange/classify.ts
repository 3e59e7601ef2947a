import type { Classifier, Clock } from "@sessionary/core";
import { isProxyFailure, judgeStatus } from "@sessionary/identity";
import type { BrowserRequest, BrowserResponse } from "../request.ts";
import { ContextGoneError, NavigationError, PageGoneError } from "./errors.ts";

/** What a status or an error means, unless the user's `classify` knows better. */
export function createClassifier(clock: Clock): Classifier<BrowserRequest, BrowserResponse> {
  return ({ reading, error }) => {
    if (reading !== undefined) return judgeStatus(reading, clock.now());
    if (isProxyFailure(error)) return { verdict: "error", reason: "proxy failure" };
    if (error instanceof ContextGoneError) return { verdict: "expired", reason: error.message };
    if (error instanceof PageGoneError) return { verdict: "inconclusive", reason: error.message };
    if (error instanceof NavigationError)
      return { verdict: "inconclusive", reason: "connection failure" };
    return undefined;
  };
}
