import {
  aBoolean,
  aFunction,
  aString,
  anInteger,
  anObjectWith,
  anything,
  expectOptions,
  invalidOption,
  type OptionRule,
  type OptionRules,
  type SessionaryError,
} from "@sessionary/core";
import { expectClientOptions } from "../client/expect-client-options.ts";
import { LOCATION_PARTS } from "./locations.ts";
import type {
  SessionIterateOptions,
  ZyteProfile,
  ZyteRequestOptions,
  ZyteSessionOptions,
  ZyteSessionsOptions,
} from "./options.ts";

const SUBJECT = "createZyteSessions";

/** The error for an option of ours that cannot be used. */
export function refuse(
  option: string,
  expected: string,
  value: unknown,
): SessionaryError<"ERR_INVALID_OPTION"> {
  return invalidOption(SUBJECT, option, expected, value);
}

const anObject: OptionRule = (value) => (isObject(value) ? undefined : "an object");
const anObjectOrFunction: OptionRule = (value) =>
  isObject(value) || typeof value === "function" ? undefined : "an object or a function";

/** Of a location that has parts one must be known: it would silently be none. */
const aLocation: OptionRule = (value) =>
  isObject(value) &&
  (Object.keys(value).length === 0 || LOCATION_PARTS.some((part) => part in value))
    ? undefined
    : `an object with ${LOCATION_PARTS.join(", ")}`;
const aLocationOrFunction: OptionRule = (value, subject, key) =>
  typeof value === "function" ? undefined : aLocation(value, subject, key);

const aRetryPolicy = anObjectWith("start");

const requestRules: OptionRules<ZyteRequestOptions> = {
  init: aFunction,
  check: aFunction,
  checker: (value) =>
    typeof value === "function" || anObjectWith("check")(value, SUBJECT, "checker") === undefined
      ? undefined
      : "a function or an object with check()",
  classify: aFunction,
  prepare: aFunction,
  poolName: aFunction,
  locationParams: aFunction,
  locationCheck: aFunction,
  cookieMode: aBoolean,
  checkInitActions: aBoolean,
  variant: anything,
  enabled: aBoolean,
};

const profileRules: OptionRules<ZyteProfile> = {
  ...requestRules,
  params: anObjectOrFunction,
  location: aLocationOrFunction,
  match: anything,
  priority: anything,
};

const rules: OptionRules<ZyteSessionsOptions> = {
  ...requestRules,
  client: anObjectWith("extract", "close"),
  apiKey: aString,
  params: anObjectOrFunction,
  location: aLocation,
  profiles: (value) => (Array.isArray(value) ? undefined : "a list of profiles"),
  retryPolicy: aRetryPolicy,
  onPoolFailed: (value) =>
    value === "close" || value === "keep" ? undefined : '"close" or "keep"',
  countersPerPool: aBoolean,
  onWarning: aFunction,
  // The engine's, which checks them.
  store: anything,
  pool: anything,
  pools: anything,
  maxPools: anything,
  poolIdleMs: anything,
};

/** Checks what is ours; the rest is the engine's to check. */
export function checkOptions<Extra extends object>(options: ZyteSessionsOptions<Extra>): void {
  expectClientOptions(SUBJECT, options, rules);
  const { client, apiKey, profiles = [] } = options;
  if (client !== undefined && apiKey !== undefined) {
    // Not even the beginning of a key is shown.
    throw refuse("apiKey", "left out beside `client`", () => undefined);
  }
  oneChecker(options, "");
  profiles.forEach((profile: unknown, index) => {
    expectOptions(SUBJECT, profile, profileRules, `profiles[${index}].`);
    oneChecker(profile as ZyteProfile, `profiles[${index}].`);
  });
}

const sessionRules: OptionRules<Pick<ZyteSessionOptions, "location" | "params" | "cookieMode">> = {
  location: aLocation,
  params: anObject,
  cookieMode: aBoolean,
};

/** Checks what is ours of what one query says; the rest is the engine's to check. */
export function checkSessionOptions({ location, params, cookieMode }: ZyteSessionOptions): void {
  expectOptions("extract", { location, params, cookieMode }, sessionRules, "session.");
}

/** Rules of the options of one query. */
export const extractRules: OptionRules<{
  readonly session?: unknown;
  readonly retryPolicy?: unknown;
  readonly signal?: unknown;
}> = {
  session: anObject,
  retryPolicy: aRetryPolicy,
  signal: (value) => (value instanceof AbortSignal ? undefined : "an AbortSignal"),
};

/** Rules of the options of many. */
export const iterateRules: OptionRules<SessionIterateOptions> = {
  ...extractRules,
  maxPending: anInteger(1),
};

function oneChecker(
  { check, checker }: { readonly check?: unknown; readonly checker?: unknown },
  prefix: string,
): void {
  if (check !== undefined && checker !== undefined) {
    throw refuse(`${prefix}checker`, `left out beside \`${prefix}check\``, checker);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
