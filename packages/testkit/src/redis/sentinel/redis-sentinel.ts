import type { RedisServer } from "../server/redis-server.ts";

/** Options of `startRedisSentinel`. */
export interface RedisSentinelOptions {
  /** Under which name the sentinels know the master: letters, digits, `.`, `_` and `-`. @default "mymaster" */
  readonly name?: string;
  /** How many sentinels watch it; most of them must agree that it is down. Integer from 1 to 5. @default 1 */
  readonly sentinels?: number;
  /** After how long without an answer a sentinel takes a server for down, in milliseconds. Integer >= 1. @default 1000 */
  readonly downAfterMs?: number;
  /** Arguments for master and replica, as those of `startRedisServer`. @default [] */
  readonly args?: readonly string[];
}

/** A master, a replica, and sentinels that put the replica in the master's place when that is gone. */
export interface RedisSentinel extends AsyncDisposable {
  /** Under which name the sentinels know the master. */
  readonly name: string;
  /** Whom clients ask for the address of the master. */
  readonly sentinels: readonly RedisServer[];
  /** The master as it was in the beginning. */
  readonly master: RedisServer;
  /** The replica as it was in the beginning. */
  readonly replica: RedisServer;

  /**
   * Resolves when all sentinels next name another master. Ask before you kill the one there is.
   *
   * @throws {RedisServerError} `ERR_REDIS_SERVER_EXITED` when a sentinel ends meanwhile
   */
  whenFailedOver(): Promise<void>;
  /** Kills all of them and removes their folders. Closing twice does no harm. */
  close(): Promise<void>;
}
