import type { PoolLimits } from "@sessionary/core";
import { POOL_KEYS, SCHEMA } from "./layout.ts";
import { lua, luaNumber } from "./lua.ts";

/** How many keys a pool remembers, and how many whose session is gone, for `onMissing`. The oldest are forgotten first. */
const MAX_KEYS = 10_000;

/** How long a worker that was woken keeps its turn, in milliseconds. */
export const TURN_MS = 1_000;

/** How many leases in a row a worker may have while others wait, each by settling the one before: a round trip to another costs time. */
const STREAK = 4;

/** What the names in capitals stand for that all scripts know: the keys of a pool begin with the one that is given. */
export const names: Readonly<Record<string, string>> = {
  ...Object.fromEntries(POOL_KEYS.map((key) => [key.toUpperCase(), lua`(KEYS[1] .. ':${key}')`])),
  POOL_KEYS: `{ ${POOL_KEYS.map((key) => `KEYS[1] .. ':${key}'`).join(", ")} }`,
  BASE: "KEYS[1]",
  WORKER: "ARGV[2]",
  SEEN: lua`(KEYS[1] .. ':seen:' .. ARGV[2])`,
  // The last member of every sorted set, and an empty field of every hash: keys that never vanish keep their time to live. It is too long for the
  // packed lists of Redis, which are searched from their beginning.
  END: `'${lua`\255`.repeat(65)}'`,
  INF: "(1/0)",
  SCHEMA: String(SCHEMA),
  MAX_KEYS: String(MAX_KEYS),
  TURN: String(TURN_MS),
  STREAK: String(STREAK),
};

/** The limits of a pool never change but for its size: they are part of its scripts. */
export function limitsAsWords(
  limits: PoolLimits,
  poolTtlMs: number,
): Readonly<Record<string, string>> {
  const ttl = Math.ceil(poolTtlMs);
  const numbers = {
    MAX_ERRORS: limits.maxErrors,
    ERROR_RECOVERY: limits.errorRecovery,
    MAX_CHECK_FAILURES: limits.maxCheckFailures,
    MAX_CONCURRENCY: limits.maxConcurrency,
    MAX_USES: limits.maxUses,
    MAX_AGE: limits.maxAgeMs,
    MAX_IDLE: limits.maxIdleMs,
    RENEW_BEFORE: limits.renewBeforeMs,
    SHRINK_AFTER: limits.shrinkAfterMs,
    THROTTLE_DELAY: limits.throttleDelayMs,
    MAX_REST: limits.maxRestMs,
    LEASE_TIMEOUT: limits.leaseTimeoutMs,
    TTL: ttl,
    // The pool itself goes first: nobody finds one without its parts.
    POOL_TTL: Math.floor((ttl * 3) / 4),
    TOUCH_AFTER: Math.floor(ttl / 8),
  };
  return Object.fromEntries(
    Object.entries(numbers).map(([name, number]) => [name, luaNumber(number)]),
  );
}
