import type { ZyteRequest } from "../ledger/truth.ts";
import type { ZyteProblemType } from "../problems/problem-types.ts";
import type { ZyteErrorShape } from "../problems/error-shape.ts";

/** An answer said in full. */
export interface ZytePlannedAnswer {
  /** Status of the answer, 200 to 599. @default that of `type`; the usual answer if there is none either */
  readonly status?: number;
  /** Problem type. @default what the service usually says with `status`, or about:blank */
  readonly type?: ZyteProblemType;
  /** Detail of the problem. */
  readonly detail?: string;
  /** The `Retry-After` header: seconds, or any text. @default none */
  readonly retryAfter?: number | string;
  /** In what shape the error arrives; with status 200 it comes instead of the usual answer. @default "problem" */
  readonly as?: ZyteErrorShape;
  /** Cuts the connection: before the answer, or in the middle of its body. @default never */
  readonly cut?: "before" | "inside";
  /** Waits, before anything is decided, until the test calls `release` with this name. @default no wait */
  readonly hold?: string;
  /** Names of actions that fail whatever the site says. @default none */
  readonly failActions?: readonly string[];
}

/**
 * What befalls one request: `"pass"` (what would happen anyway), `"cut"` (the connection is cut before an answer), a problem type, a
 * status (with the problem the service usually sends with it, or about:blank), or an answer said in full.
 */
export type ZytePlanStep = "pass" | "cut" | ZyteProblemType | number | ZytePlannedAnswer;

/** Which requests a plan is for. */
export interface ZytePlanOptions {
  /** Whether a request takes a step of the plan. @default all valid ones do */
  readonly matches?: (request: ZyteRequest) => boolean;
}
