import type { Verdict } from "../judging/verdict.ts";

/** Every code an error of Sessionary can carry. */
export type ErrorCode =
  | "ERR_INVALID_OPTION"
  | "ERR_ACQUIRE_TIMEOUT"
  | "ERR_QUEUE_FULL"
  | "ERR_TOO_MANY_BAD_INITS"
  | "ERR_RETRIES_EXHAUSTED"
  | "ERR_POOL_CLOSED"
  | "ERR_POOL_STOPPED"
  | "ERR_POOL_FULL"
  | "ERR_SESSION_MISSING"
  | "ERR_LEASE_SETTLED"
  | "ERR_LEASE_LOST"
  | "ERR_BODY_NOT_REPLAYABLE"
  | "ERR_STORE";

/** One try of `use`: which session it went through and what came of it. */
export interface Attempt {
  /** Missing where no session could be leased. */
  readonly sessionId: string | undefined;
  readonly verdict: Verdict;
  readonly reason: string | undefined;
  /** What the task or the checker threw. */
  readonly error: unknown;
  /** The response in short, without body, credentials and query. */
  readonly reading: { readonly status: number; readonly url: string } | undefined;
}

/** What a {@link SessionaryError} is made with, beside code and message. */
export interface SessionaryErrorOptions {
  /** What led to it. */
  readonly cause?: unknown;
  /** What `use` tried, oldest first. */
  readonly attempts?: readonly Attempt[];
  /** The reason a pool was closed or stopped with. */
  readonly reason?: string;
}

/** Registered, so that the guard also knows the errors of a second copy of core. */
const BRAND = Symbol.for("sessionary.error");

/** Every error that Sessionary itself makes. Tell them apart by `code`, with {@link isSessionaryError}. */
export class SessionaryError<Code extends ErrorCode = ErrorCode> extends Error {
  /** What happened, for programs; the message is for people and may change. */
  readonly code: Code;
  /** What `use` tried, oldest first; empty on errors that are not about a use. */
  readonly attempts: readonly Attempt[];
  /** The reason a pool was closed or stopped with. */
  readonly reason: string | undefined;

  constructor(code: Code, message: string, options: SessionaryErrorOptions = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.name = "SessionaryError";
    this.code = code;
    this.attempts = options.attempts ?? [];
    this.reason = options.reason;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/**
 * Whether `error` was made by Sessionary, and with this `code` if one is given. Works across two copies of core.
 *
 * @example
 * ```ts
 * import { isSessionaryError } from "@sessionary/core";
 *
 * function isBusy(error: unknown): boolean {
 *   return isSessionaryError(error, "ERR_ACQUIRE_TIMEOUT") || isSessionaryError(error, "ERR_QUEUE_FULL");
 * }
 * ```
 */
export function isSessionaryError<Code extends ErrorCode = ErrorCode>(
  error: unknown,
  code?: Code,
): error is SessionaryError<Code> {
  if (typeof error !== "object" || error === null) return false;
  return (
    Reflect.get(error, BRAND) === true &&
    (code === undefined || Reflect.get(error, "code") === code)
  );
}
