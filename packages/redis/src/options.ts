import { aDuration, aNumber, anything, expectOptions, type OptionRules } from "@sessionary/core";

/** How {@link redisStore} keeps pools. */
export interface RedisStoreOptions {
  /**
   * What all keys begin with: any text without `{}`. Stores with different prefixes share nothing.
   *
   * @default "sessionary"
   */
  readonly prefix?: string | undefined;
  /**
   * How long a pool that nobody uses is kept, in milliseconds: sessions outlive the workers that built them. After that nothing of it is left.
   *
   * @default 86_400_000, a day
   */
  readonly poolTtlMs?: number | undefined;
  /**
   * The longest that Redis may take for an answer, in milliseconds: after that the call fails with `ERR_STORE`, and what it was granted all the same
   * is given back when the answer comes. `Infinity` leaves it to the client.
   *
   * @default 10_000
   */
  readonly commandTimeoutMs?: number | undefined;
  /**
   * For how long a worker may use a session again and again without asking Redis, in milliseconds; at most half of the pool's `leaseTimeoutMs`.
   * It gives sessions back earlier when other workers wait. Rotation then goes over the sessions that the worker has. What it used them for is
   * counted when they are given back, so it is not done where uses are limited (`maxUses`), nor where sessions pause (`delayMs`) or are ranked.
   *
   * @default 0: every lease is asked for
   */
  readonly localLeaseMs?: number | undefined;
  /**
   * Encrypts what sessions hold before it leaves the process, with AES-256-GCM. Ids, counters and times are not encrypted.
   *
   * @default none: cookies and tokens are readable for whoever can read from Redis
   */
  readonly encryption?: RedisEncryption | undefined;
}

/** How states are encrypted. */
export interface RedisEncryption {
  /**
   * Keys of 32 bytes, as they are or as base64 or hex text. The first one encrypts, all of them decrypt: to change a key, append the new one in every
   * worker, put it first when all have it, and take the old one away when no session is left that it has encrypted.
   */
  readonly keys: readonly (string | Uint8Array)[];
}

/** Options with their defaults. */
export interface ResolvedOptions {
  readonly prefix: string;
  readonly poolTtlMs: number;
  readonly commandTimeoutMs: number;
  readonly localLeaseMs: number;
}

const aPositiveDuration = aNumber(
  "a finite number of milliseconds >= 1000",
  (ms) => ms >= 1_000 && ms < Infinity,
);

/** What is in the list is checked where the keys are read, without showing them. */
const encryptionRules: OptionRules<RedisEncryption> = { keys: anything };

const rules: OptionRules<RedisStoreOptions> = {
  // An empty hash tag before that of a pool would spread its keys over a cluster.
  prefix: (value) =>
    typeof value === "string" && !value.includes("{}") ? undefined : "a string without {}",
  poolTtlMs: aPositiveDuration,
  commandTimeoutMs: aDuration,
  localLeaseMs: aDuration,
  encryption: (value, subject) => {
    expectOptions(subject, value, encryptionRules, "encryption.");
    return undefined;
  },
};

/** @throws `ERR_INVALID_OPTION` */
export function resolveOptions(options: RedisStoreOptions): ResolvedOptions {
  expectOptions("redisStore", options, rules);
  const {
    prefix = "sessionary",
    poolTtlMs = 86_400_000,
    commandTimeoutMs = 10_000,
    localLeaseMs = 0,
  } = options;
  return { prefix, poolTtlMs, commandTimeoutMs, localLeaseMs };
}
