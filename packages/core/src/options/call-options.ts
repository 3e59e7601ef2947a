import type { AcquireOptions, CloseOptions, UseOptions } from "../pool/session-pool.ts";
import {
  aDuration,
  aString,
  anInteger,
  anObjectWith,
  anything,
  expectOptions,
  invalidOption,
  oneOf,
  type OptionRules,
} from "./expect.ts";

const acquireRules: OptionRules<AcquireOptions> = {
  request: anything,
  variant: anything,
  key: aString,
  id: aString,
  onMissing: oneOf("replace", "any", "fail"),
  acquireTimeoutMs: aDuration,
  signal: anObjectWith("addEventListener"),
};

/** Rules of what one call wants of its session; the client adds some of its own. */
export const useRules: OptionRules<UseOptions> = { ...acquireRules, retries: anInteger(0) };

const closeRules: OptionRules<CloseOptions> = { drainTimeoutMs: aDuration, reason: aString };

/** @throws `ERR_INVALID_OPTION` */
export function checkAcquireOptions(options: AcquireOptions, subject = "SessionPool"): void {
  checkCallOptions(options, subject, acquireRules);
}

/** @throws `ERR_INVALID_OPTION` */
export function checkUseOptions(options: UseOptions, subject = "SessionPool"): void {
  checkCallOptions(options, subject, useRules);
}

/** @throws `ERR_INVALID_OPTION` */
export function checkCloseOptions(options: CloseOptions, subject = "SessionPool"): void {
  expectOptions(subject, options, closeRules);
}

/**
 * Checks the options of one call by the rules given, and that they ask for one session by one name.
 *
 * @throws `ERR_INVALID_OPTION`
 */
function checkCallOptions(
  options: Pick<AcquireOptions, "key" | "id">,
  subject: string,
  rules: OptionRules<AcquireOptions>,
): void {
  expectOptions(subject, options, rules);
  if (options.key !== undefined && options.id !== undefined) {
    throw invalidOption(subject, "id", "left out beside `key`", options.id);
  }
}
