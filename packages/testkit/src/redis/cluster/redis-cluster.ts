import type { RedisServer } from "../server/redis-server.ts";

/** Options of `startRedisCluster`. */
export interface RedisClusterOptions {
  /** How many nodes share the slots. Integer from 1 to 16. @default 3 */
  readonly nodes?: number;
  /** Arguments for each of them, as those of `startRedisServer`. @default [] */
  readonly args?: readonly string[];
}

/** A real Redis Cluster of masters without replicas. A node that is down takes its slots with it. */
export interface RedisCluster extends AsyncDisposable {
  /** The nodes, in the order of their slots. Each can be killed, paused and restarted as any server. */
  readonly nodes: readonly RedisServer[];

  /**
   * Resolves when every node that runs says that the cluster is whole: at once, or, after a restart, when they have found each other again,
   * which takes some seconds.
   *
   * @throws {RedisServerError} `ERR_REDIS_SERVER_EXITED` when one of them ends meanwhile
   */
  whenWhole(): Promise<void>;
  /** Kills all nodes and removes their folders. Closing twice does no harm. */
  close(): Promise<void>;
}
