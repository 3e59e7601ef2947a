import {
  aDuration,
  aFunction,
  aNumber,
  anInteger,
  anObjectWith,
  expectOptions,
  type OptionRules,
} from "@sessionary/core";
import type { CloseClientOptions, ExtractOptions, IterateOptions } from "./zyte-client.ts";

const SUBJECT = "ZyteClient";

const extractRules: OptionRules<ExtractOptions> = {
  signal: anObjectWith("addEventListener"),
  retryPolicy: anObjectWith("start"),
  priority: aNumber("a number", (value) => !Number.isNaN(value)),
  beforeAttempt: aFunction,
};
const iterateRules: OptionRules<IterateOptions> = { ...extractRules, maxPending: anInteger(1) };
const closeRules: OptionRules<CloseClientOptions> = { drainTimeoutMs: aDuration };

/** @throws `ERR_INVALID_OPTION` */
export function checkExtractOptions(options: ExtractOptions): void {
  expectOptions(SUBJECT, options, extractRules);
}

/** @throws `ERR_INVALID_OPTION` */
export function checkIterateOptions(options: IterateOptions): void {
  expectOptions(SUBJECT, options, iterateRules);
}

/** @throws `ERR_INVALID_OPTION` */
export function checkCloseOptions(options: CloseClientOptions): void {
  expectOptions(SUBJECT, options, closeRules);
}
