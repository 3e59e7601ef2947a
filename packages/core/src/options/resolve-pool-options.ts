import type { SessionAdapter } from "../adapter/adapter.ts";
import type { Checker, Classifier } from "../judging/exchange.ts";
import type { AdapterInit, Init } from "../pool/init-context.ts";
import type { Session } from "../session/session.ts";
import type { PoolLimits, RotationName } from "../store/limits.ts";
import type { SessionStore } from "../store/store.ts";
import type { MaybePromise } from "../types.ts";
import { defaults } from "./defaults.ts";
import { expectOptions, invalidOption } from "./expect.ts";
import { mergeGiven } from "./merge-given.ts";
import type { AdapterPoolOptions, PoolOptions, PoolSettings } from "./pool-options.ts";
import { poolRules } from "./pool-rules.ts";

type Resolved = "size" | "rotation" | "fill" | "store";

/** Options of a pool, checked and complete. */
export interface ResolvedPoolOptions<
  State = unknown,
  Request = unknown,
  Response = unknown,
> extends Readonly<Required<Omit<PoolSettings<State>, Resolved>>> {
  readonly name: string;
  readonly size: PoolLimits["size"];
  readonly rotation: RotationName;
  /** Set with the rotation `"ranked"`. */
  readonly rank: ((session: Session<State>, random: () => number) => number) | undefined;
  readonly fill: "eager" | "on-demand";
  /** What the store enforces, from the same options. */
  readonly limits: PoolLimits;
  readonly store: SessionStore | undefined;
  readonly adapter: SessionAdapter<State, Request, Response> | undefined;
  /** Without an adapter always a function. */
  readonly init:
    | Init<State, Request, Response>
    | AdapterInit<State, Request, Response>
    | Request
    | undefined;
  readonly close: ((session: Session<State>) => MaybePromise<void>) | undefined;
  readonly classify: Classifier<Request, Response, State> | undefined;
  readonly check: Checker<Request, Response, State> | undefined;
}

/**
 * Checks the options of a pool once, each by itself and against each other, and fills in the defaults.
 *
 * @throws `ERR_INVALID_OPTION`
 */
export function resolvePoolOptions<State, Request, Response>(
  options: PoolOptions<State, Request, Response> | AdapterPoolOptions<State, Request, Response>,
  subject = "SessionPool",
): ResolvedPoolOptions<State, Request, Response> {
  expectOptions(subject, options, poolRules);
  const given = mergeGiven<object>(defaults, options) as Given<State, Request, Response>;
  expectCombinations(subject, given);
  const { rotation } = given;
  const ranked = typeof rotation === "object";
  const resolved = {
    name: "default",
    fill: rotation === "until-retired" ? ("on-demand" as const) : ("eager" as const),
    ...absent,
    ...given,
    size: resolveSize(given.size),
    rotation: ranked ? ("ranked" as const) : rotation,
    rank: ranked ? rotation.rank : undefined,
  };
  return Object.freeze({ ...resolved, limits: limitsOf(resolved) });
}

/** The bounds that a checked `size` stands for. */
function resolveSize(size: number | PoolLimits["size"]): PoolLimits["size"] {
  const { min, max } = typeof size === "number" ? { min: size, max: size } : size;
  return Object.freeze({ min, max });
}

/**
 * The bounds of a size given to `resize`.
 *
 * @throws `ERR_INVALID_OPTION`
 */
export function expectSize(subject: string, size: number | PoolLimits["size"]): PoolLimits["size"] {
  expectOptions(subject, { size: size ?? null }, poolRules);
  return resolveSize(size);
}

/** Every field is present, so that all resolved options have one shape. */
const absent = {
  store: undefined,
  adapter: undefined,
  init: undefined,
  close: undefined,
  classify: undefined,
  check: undefined,
};

type Given<State, Request, Response> = typeof defaults &
  Omit<PoolOptions<State, Request, Response>, keyof typeof defaults | "adapter" | "init"> &
  Pick<Required<PoolSettings<State>>, "rotation"> &
  Partial<Pick<AdapterPoolOptions<State, Request, Response>, "adapter" | "init">>;

/** What can contradict each other. */
interface Combined {
  readonly adapter?: unknown;
  readonly init?: unknown;
  readonly close?: unknown;
  readonly maxAgeMs: number;
  readonly lifetimeJitter: number;
  readonly renewBeforeMs: number;
  readonly leaseWarningMs: number;
  readonly maxLeaseMs: number;
}

function expectCombinations(subject: string, given: Combined): void {
  const refuse = (key: keyof Combined, expected: string): never => {
    throw invalidOption(subject, key, expected, given[key]);
  };
  const { adapter, init, close, maxAgeMs, renewBeforeMs, leaseWarningMs, maxLeaseMs } = given;
  if (adapter === undefined) {
    if (init !== undefined && typeof init !== "function") refuse("init", "a function");
  } else if (close) refuse("close", "left to the adapter");
  const shortest = maxAgeMs * (1 - given.lifetimeJitter);
  if (renewBeforeMs > 0 && !(renewBeforeMs < shortest && maxAgeMs < Infinity)) {
    refuse(
      "renewBeforeMs",
      maxAgeMs < Infinity
        ? `less than \`maxAgeMs\` less \`lifetimeJitter\`, ${shortest}`
        : "0 while `maxAgeMs` is Infinity",
    );
  }
  if (leaseWarningMs < Infinity && leaseWarningMs >= maxLeaseMs) {
    refuse("leaseWarningMs", `less than \`maxLeaseMs\`, ${maxLeaseMs}`);
  }
}

function limitsOf(options: PoolLimits): PoolLimits {
  return Object.freeze({
    size: options.size,
    rotation: options.rotation,
    maxErrors: options.maxErrors,
    errorRecovery: options.errorRecovery,
    maxCheckFailures: options.maxCheckFailures,
    maxConcurrency: options.maxConcurrency,
    maxAgeMs: options.maxAgeMs,
    maxIdleMs: options.maxIdleMs,
    maxUses: options.maxUses,
    renewBeforeMs: options.renewBeforeMs,
    shrinkAfterMs: options.shrinkAfterMs,
    throttleDelayMs: options.throttleDelayMs,
    maxRestMs: options.maxRestMs,
    leaseTimeoutMs: options.leaseTimeoutMs,
  });
}
