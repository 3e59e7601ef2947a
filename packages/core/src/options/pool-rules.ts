import {
  aDelay,
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
  type OptionRule,
  type OptionRules,
} from "./expect.ts";
import type { PoolLimits } from "../store/limits.ts";
import type { PoolOptions, PoolSettings } from "./pool-options.ts";

const someTime = aNumber("a number of milliseconds > 0", (ms) => ms > 0);
const aCount = anInteger(1);
const aLimit = anInteger(1, Infinity);

const bounds = allOf({ min: anInteger(0), max: aCount });
const ranking = allOf({ rank: aFunction });
const aRotationName = oneOf("round-robin", "random", "least-used", "until-retired");

const aSize: OptionRule = (value, subject, key) => {
  if (!isObject(value)) return aCount(value, subject, key);
  bounds(value, subject, key);
  const { min, max } = value as PoolLimits["size"];
  if (min > max) throw invalidOption(subject, `${key}.min`, `at most \`${key}.max\`, ${max}`, min);
  return undefined;
};

const aRotation: OptionRule = (value, subject, key) => {
  if (isObject(value)) return ranking(value, subject, key);
  const expected = aRotationName(value, subject, key);
  return expected && `${expected} or { rank }`;
};

const settingRules: OptionRules<PoolSettings> = {
  size: aSize,
  shrinkAfterMs: aDuration,
  rotation: aRotation,
  fill: oneOf("eager", "on-demand"),
  maxErrors: aLimit,
  errorRecovery: aNumber("a number >= 0", (share) => share >= 0),
  maxCheckFailures: aLimit,
  maxConcurrency: aLimit,
  delayMs: aDelay,
  delayJitter: aNumber("a number in [0, 1]", (share) => share >= 0 && share <= 1),
  maxAgeMs: someTime,
  maxIdleMs: someTime,
  maxUses: aLimit,
  lifetimeJitter: aNumber("a number in [0, 1)", (share) => share >= 0 && share < 1),
  renewBeforeMs: aDelay,
  acquireTimeoutMs: aDuration,
  maxWaiting: anInteger(0, Infinity),
  retries: anInteger(0),
  maxBadInits: aLimit,
  initTimeoutMs: someTime,
  initConcurrency: aLimit,
  initRetryDelayMs: aDelay,
  throttleDelayMs: aDelay,
  maxRestMs: aDuration,
  leaseTimeoutMs: aNumber("a finite number of milliseconds > 0", (ms) => ms > 0 && ms < Infinity),
  maxLeaseMs: someTime,
  leaseWarningMs: someTime,
  onCheckError: oneOf("invalid", "retire", "inconclusive"),
  store: anObjectWith("open"),
  clock: anObjectWith("now", "setTimeout", "clearTimeout"),
  random: aFunction,
};

/** Rules of everything a pool takes. `init` depends on the adapter. */
export const poolRules: { readonly [key in keyof PoolOptions]-?: OptionRule } = {
  ...settingRules,
  name: aString,
  init: anything,
  close: aFunction,
  classify: aFunction,
  check: aFunction,
  adapter: anObjectWith("open", "send", "read", "url"),
};

/**
 * Checks settings that are merged with others later: each by itself, not against each other.
 *
 * @param prefix - where they stand: `pools["shop.example"].`
 * @throws `ERR_INVALID_OPTION`
 */
export function expectPoolSettings(subject: string, settings: unknown, prefix?: string): void {
  expectOptions(subject, settings, settingRules, prefix);
}

/** Rule: an object of exactly these options, none left out. */
function allOf(rules: { readonly [key: string]: OptionRule }): OptionRule {
  return (value, subject, key) => {
    expectOptions(subject, value, rules, `${key}.`);
    for (const name in rules) {
      const part: unknown = Reflect.get(Object(value), name);
      if (part === undefined) throw invalidOption(subject, `${key}.${name}`, "given", part);
    }
    return undefined;
  };
}
