import type { Classifier, Clock } from "@sessionary/core";
import { isProxyFailure, judgeStatus } from "@sessionary/identity";
import { isNetworkFailure } from "@sessionary/identity/agents";
import { isAxiosError, isCancel, type AxiosResponse, type InternalAxiosRequestConfig } from "axios";
import { headerOf } from "./received.ts";

/** How axios says that a body ended too early. */
const CUT_SHORT = "stream has been aborted";

/** What a status or an error means, unless the user's `classify` knows better. */
export function createClassifier(
  clock: Clock,
): Classifier<InternalAxiosRequestConfig, AxiosResponse> {
  return ({ reading, error }) => {
    if (reading !== undefined) return judgeStatus(reading, clock.now());
    if (isCancel(error)) return undefined;
    if (isProxyFailure(error)) return { verdict: "error", reason: "proxy failure" };
    if (isBrokenOff(error)) return { verdict: "inconclusive", reason: "connection failure" };
    // An `init` that leaves it to `validateStatus`: the status says more than that it failed.
    const response = isAxiosError(error) ? error.response : undefined;
    return response && judgeStatus(statusOf(response), clock.now());
  };
}

/** Whether there was no answer, or half of one, within the time that the request had. */
function isBrokenOff(error: unknown): boolean {
  if (isNetworkFailure(error)) return true;
  if (!isAxiosError(error)) return false;
  return error.message === CUT_SHORT || error.code?.startsWith("Z_") === true;
}

function statusOf(response: AxiosResponse): Parameters<typeof judgeStatus>[0] {
  return { status: response.status, headers: { get: (name) => headerOf(response, name) } };
}
