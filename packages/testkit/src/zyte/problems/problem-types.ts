/** A problem type the service is known to answer with. */
export type ZyteProblemType =
  | "/request/invalid"
  | "/request/invalid-json"
  | "/auth/not-valid"
  | "/auth/key-not-found"
  | "/auth/account-suspended"
  | "/website/domain-unreachable"
  | "/request/unprocessable"
  | "/problem/session-expired"
  | "/problem/over-session-limit"
  | "/limits/over-user-limit"
  | "/limits/over-domain-limit"
  | "/limits/over-org-domain-limit"
  | "/download/domain-forbidden"
  | "/server/internal"
  | "/server/timed-out"
  | "/limits/over-global-limit"
  | "/extractor/over-global-limit"
  | "/problem/session-creation-error"
  | "/download/temporary-error"
  | "/download/internal-error";

/** What a problem type means: the status it comes with, and its texts. */
interface ProblemKind {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

/**
 * The problem types of the service. Statuses and titles are the service's, except the titles of the three `/problem/` types, which are
 * not published; the details are ours: nobody should read them.
 */
export const PROBLEMS: Readonly<Record<ZyteProblemType, ProblemKind>> = {
  "/request/invalid": {
    status: 400,
    title: "Bad Request",
    detail: "The request has a field that is unknown or has a wrong value.",
  },
  "/request/invalid-json": {
    status: 400,
    title: "Invalid JSON",
    detail: "The body of the request is no JSON.",
  },
  "/auth/not-valid": {
    status: 401,
    title: "Authentication Info Invalid",
    detail: "The request has no credentials, or none that can be read.",
  },
  "/auth/key-not-found": {
    status: 401,
    title: "Authentication Key Not Found",
    detail: "The authentication key is not known.",
  },
  "/auth/account-suspended": {
    status: 403,
    title: "Account Suspended",
    detail: "The account has reached a limit of its trial or of its spending.",
  },
  "/website/domain-unreachable": {
    status: 421,
    title: "Domain Unreachable",
    detail: "The domain of the URL does not exist or cannot be reached.",
  },
  "/request/unprocessable": {
    status: 422,
    title: "Unprocessable Request",
    detail: "The request has fields that do not go together.",
  },
  "/problem/session-expired": {
    status: 422,
    title: "Session Expired",
    detail: "The session has ended, and its id cannot be used yet.",
  },
  "/problem/over-session-limit": {
    status: 422,
    title: "Over Session Limit",
    detail: "Too many sessions are active.",
  },
  "/limits/over-user-limit": {
    status: 429,
    title: "Over User Requests Limit",
    detail: "The key has sent too many requests within a minute.",
  },
  "/limits/over-domain-limit": {
    status: 429,
    title: "Over Domain Requests Limit",
    detail: "All customers together have sent too many requests to the website.",
  },
  "/limits/over-org-domain-limit": {
    status: 429,
    title: "Over Organisation Requests limit for the requested domain",
    detail: "The organisation has sent too many requests to the website.",
  },
  "/download/domain-forbidden": {
    status: 451,
    title: "Domain Forbidden",
    detail: "The service does not extract from this domain.",
  },
  "/server/internal": {
    status: 500,
    title: "Internal Server Error",
    detail: "The server has met a problem of its own.",
  },
  "/server/timed-out": {
    status: 500,
    title: "Request Timed Out",
    detail: "The server could not answer in time.",
  },
  "/limits/over-global-limit": {
    status: 503,
    title: "Global Requests Limit Reached",
    detail: "The service is overloaded.",
  },
  "/extractor/over-global-limit": {
    status: 503,
    title: "Global Extraction Limit Reached",
    detail: "The extraction service is overloaded.",
  },
  "/problem/session-creation-error": {
    status: 503,
    title: "Session Creation Error",
    detail: "The session could not be created.",
  },
  "/download/temporary-error": {
    status: 520,
    title: "Website Ban",
    detail: "The website has refused the request.",
  },
  "/download/internal-error": {
    status: 521,
    title: "Internal Downloading Error",
    detail: "The download has failed for good.",
  },
};

/** All of them, in the order of their statuses. */
export const PROBLEM_TYPES: readonly ZyteProblemType[] = Object.keys(PROBLEMS) as ZyteProblemType[];

/** The type that a bare status stands for in a plan; undefined where the service has none for it. */
export function typeOfStatus(status: number): ZyteProblemType | undefined {
  if (status === 429) return "/limits/over-user-limit";
  if (status === 422) return "/request/unprocessable";
  return PROBLEM_TYPES.find((type) => PROBLEMS[type].status === status);
}
