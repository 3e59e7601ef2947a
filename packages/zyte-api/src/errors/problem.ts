/** The problem types of the service that are about a session the caller named, and no fault of rate or site. */
const SESSION_PROBLEMS: ReadonlySet<string> = new Set([
  "/problem/session-expired",
  "/problem/over-session-limit",
  "/problem/session-creation-error",
]);

/** Whether a problem type is about a session: it can no longer be used, or could not be begun. */
export function isSessionProblem(type: string | undefined): boolean {
  return type !== undefined && SESSION_PROBLEMS.has(type);
}
