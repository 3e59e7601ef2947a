import type { DetailedVerdict } from "@sessionary/core";
import { isZyteApiError } from "../errors/zyte-api-error.ts";

/** What an error of the service says about its session; `undefined`: nothing, it is the caller's. */
export function judgeProblem(error: unknown): DetailedVerdict | undefined {
  if (!isZyteApiError(error)) return undefined;
  const { status, type, retryAfterMs } = error;
  switch (type) {
    case "/problem/session-expired":
      return { verdict: "expired", reason: "session_expired" };
    case "/problem/over-session-limit":
      return later("over-limit", retryAfterMs);
    case "/problem/session-creation-error":
      return later("server-error", retryAfterMs);
    case "/auth/key-not-found":
      return { verdict: "stop", reason: "zyte_api_bad_key" };
    case "/auth/account-suspended":
      return { verdict: "stop", reason: "zyte_api_suspended_account" };
    default:
      break;
  }
  const isDownload = status === 520 || status === 521;
  return isDownload ? { verdict: "error", reason: "download_error" } : undefined;
}

/** No session is to be had now, and nobody is to blame: in an init all of the pool's wait, in use that session rests. */
function later(reason: string, retryAfterMs: number | undefined): DetailedVerdict {
  const verdict = { verdict: "throttled", reason } as const;
  return retryAfterMs === undefined ? verdict : { ...verdict, retryAfterMs };
}
