import { systemClock, type Clock } from "@sessionary/core";
import { createIdentityMaker, type IdentityMaker } from "@sessionary/identity";
import { invalidOption } from "./invalid-option.ts";
import type { WithSessionsOptions } from "./options.ts";

const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;

/** What the adapter needs of the options, complete and checked. */
export interface AdapterOptions {
  readonly connectTimeoutMs: number;
  readonly clock: Clock;
  readonly makeIdentity: IdentityMaker;
  /** Whether anybody may want to see responses before the caller does. */
  readonly hasJudges: boolean;
}

/** @throws `ERR_INVALID_OPTION` */
export function resolveAdapterOptions<Extra extends object>(
  options: WithSessionsOptions<Extra>,
): AdapterOptions {
  const { connectTimeoutMs = DEFAULT_CONNECT_TIMEOUT_MS, pool, profiles } = options;
  if (
    !(typeof connectTimeoutMs === "number" && connectTimeoutMs > 0 && connectTimeoutMs < 2 ** 31)
  ) {
    throw invalidOption("connectTimeoutMs", "milliseconds > 0 and < 2^31", connectTimeoutMs);
  }
  const clock = pool?.clock ?? systemClock;
  const random = pool?.random;
  return {
    connectTimeoutMs,
    clock,
    makeIdentity: createIdentityMaker(options, {
      subject: "withSessions",
      random: typeof random === "function" ? random : undefined,
      now: () => clock.now(),
    }),
    hasJudges: [options, ...(Array.isArray(profiles) ? profiles : [])].some(
      (rule: Partial<WithSessionsOptions<Extra>> | null) => rule?.check ?? rule?.classify,
    ),
  };
}
