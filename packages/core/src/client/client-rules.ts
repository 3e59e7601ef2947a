import type { SessionAdapter } from "../adapter/adapter.ts";
import { canonicalJson } from "../canonical-json.ts";
import { useRules } from "../options/call-options.ts";
import {
  aBoolean,
  aDuration,
  aFunction,
  aNumber,
  aString,
  anInteger,
  anObjectWith,
  anything,
  expectOptions,
  invalidOption,
  isObject,
  oneOf,
  type OptionRules,
} from "../options/expect.ts";
import { mergeGiven } from "../options/merge-given.ts";
import { expectPoolSettings } from "../options/pool-rules.ts";
import { resolvePoolOptions } from "../options/resolve-pool-options.ts";
import type { JsonValue } from "../types.ts";
import type { ClientOptions, Profile, RequestOptions, SessionOptions } from "./client-options.ts";
import { isMatch } from "./profile-match.ts";
import type { ClientUseOptions } from "./session-client.ts";
import { SUBJECT } from "./subject.ts";

// Rules are made when a client is, not kept in constants: so bundlers drop them where nobody makes one.

/**
 * Checks the options of a client.
 *
 * @throws `ERR_INVALID_OPTION`
 */
export function checkClientOptions<State, Request, Response>(
  adapter: SessionAdapter<State, Request, Response>,
  options: ClientOptions<State, Request, Response>,
): void {
  expectOptions(SUBJECT, options, {
    ...requestRules(),
    store: anObjectWith("open"),
    pool: somePoolSettings,
    pools: aPoolSettingsMap,
    profiles: aProfileList,
    poolIdleMs: aDuration,
    maxPools: anInteger(1, Infinity),
    onPoolFailed: anEnd,
  } satisfies OptionRules<ClientOptions>);
  const { pool, pools = {}, poolName, profiles = [] } = options;
  // Where no `poolName` adds settings of its own, all combinations are known.
  const asks = poolName ?? profiles.some((profile) => profile.poolName);
  const known = [pool, ...Object.values(pools).map((own) => mergeGiven(pool, own))];
  for (const settings of asks ? [{}] : known) resolvePoolOptions({ ...settings, adapter }, SUBJECT);
}

/** Rules of what one request says under `session`. */
export function sessionRules(): OptionRules<SessionOptions> {
  const { request: _, ...rules } = useRules;
  return { ...rules, enabled: aBoolean, pool: aString, variant: aVariant };
}

/**
 * Checks what one request says under `session`.
 *
 * @throws `ERR_INVALID_OPTION`
 */
export function checkSessionOptions(
  session: SessionOptions,
  rules: OptionRules<Omit<SessionOptions, "enabled">>,
): void {
  expectOptions(SUBJECT, session, rules, "session.");
  if (session.key !== undefined && session.id !== undefined) {
    throw invalidOption(SUBJECT, "session.id", "left out beside `session.key`", session.id);
  }
}

/**
 * Checks what a task of one's own wants.
 *
 * @throws `ERR_INVALID_OPTION`
 */
export function checkUseOptions<Request>(
  options: ClientUseOptions<Request>,
  withEnabled: OptionRules<SessionOptions>,
): ClientUseOptions<Request> {
  if (!isObject(options) || options.request === undefined) {
    throw invalidOption(SUBJECT, "options", "an object with a `request`", options);
  }
  const { request: _request, ...session } = options;
  const { enabled: _enabled, ...rules } = withEnabled;
  checkSessionOptions(session, rules);
  return options;
}

function requestRules(): OptionRules<RequestOptions> {
  return {
    poolName: aFunction,
    init: anything,
    classify: aFunction,
    check: aFunction,
    variant: aVariant,
    enabled: aBoolean,
    prepare: aFunction,
  };
}

function aVariant(value: unknown, subject: string, key: string): undefined {
  canonicalJson(value as JsonValue, subject, key);
}

function aProfileList(value: unknown, subject: string, key: string): string | undefined {
  if (!Array.isArray(value)) return "a list of profiles";
  const rules: OptionRules<Profile> = {
    ...requestRules(),
    match: (match) =>
      isMatch(match) ? undefined : "a host, a host/path/* glob, a RegExp or a function",
    priority: aNumber("a finite number", Number.isFinite),
  };
  value.forEach((profile: unknown, index) => {
    // `undefined` would pass as not given.
    const complete = isObject(profile) ? mergeGiven({ match: null }, profile) : profile;
    expectOptions(subject, complete, rules, `${key}[${index}].`);
  });
  return undefined;
}

function aPoolSettingsMap(value: unknown, subject: string, key: string): string | undefined {
  if (!isObject(value)) return "an object of pool settings by name";
  for (const [name, settings] of Object.entries(value)) {
    expectPoolSettings(subject, settings, `${key}[${JSON.stringify(name)}].`);
  }
  return undefined;
}

function anEnd(value: unknown, subject: string, key: string): string | undefined {
  if (!isObject(value)) {
    const expected = oneOf("keep", "close")(value, subject, key);
    return expected && `${expected} or { reason }`;
  }
  expectOptions(subject, mergeGiven({ reason: null }, value), { reason: aString }, `${key}.`);
  return undefined;
}

function somePoolSettings(value: unknown, subject: string, key: string): undefined {
  expectPoolSettings(subject, value, `${key}.`);
}
