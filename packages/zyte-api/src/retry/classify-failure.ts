import { isSessionProblem } from "../errors/problem.ts";
import { ZyteApiError } from "../errors/zyte-api-error.ts";
import type { ZyteNetworkError } from "../errors/zyte-network-error.ts";
import type { FailureKind } from "./retry-policy.ts";

const JSON_TYPE = /^application\/([\w.-]+\+)?json\b/i;

/** What kind of failure an error is. */
export function classifyFailure(error: ZyteApiError | ZyteNetworkError): FailureKind {
  if (!(error instanceof ZyteApiError)) return "network";
  // A session that cannot be had comes as 503 too, and waiting would not bring it back.
  if (isSessionProblem(error.type)) return "session";
  const { status } = error;
  if (status === 429 || status === 503) return "throttling";
  // Not of the service itself, but of something on the way to it.
  if (status === 200 && !JSON_TYPE.test(error.contentType ?? "")) return "network";
  if (status === 402) return "payment";
  if (status === 520 || status === 521) return "download";
  return status >= 500 ? "undocumented" : "fatal";
}
