import { isSessionaryError, type ErrorCode } from "@sessionary/core";

/** Failures that another attempt cannot help. */
const FINAL: readonly ErrorCode[] = [
  "ERR_INVALID_OPTION",
  "ERR_POOL_CLOSED",
  "ERR_POOL_STOPPED",
  "ERR_TOO_MANY_BAD_INITS",
  "ERR_SESSION_MISSING",
];

/**
 * Whether a request that failed with this error is tried again, and by which budget: that for session rotations where a session was bad, else
 * that for retries.
 */
export function retryBudget(error: unknown): "none" | "rotations" | "retries" {
  if (isSessionaryError(error, "ERR_RETRIES_EXHAUSTED")) return "rotations";
  return FINAL.some((code) => isSessionaryError(error, code)) ? "none" : "retries";
}

/**
 * Whether it is a `SessionError` of Crawlee's, or of a class that extends it. There may be several copies of Crawlee's packages, of which the
 * one that the crawler comes from is out of reach: the class is known by its name.
 */
export function isSessionError(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  return error.constructor.name === "SessionError" || isSessionError(Object.getPrototypeOf(error));
}
