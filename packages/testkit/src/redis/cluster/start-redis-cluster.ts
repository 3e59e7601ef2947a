import { checkGroup, checkInteger } from "../../site/check-option.ts";
import { requireRedisServer } from "../find-redis-server.ts";
import { BUS_OFFSET, HOST } from "../ports.ts";
import { plainLaunch } from "../server/launch.ts";
import { checkServerArgs } from "../server/resolve-options.ts";
import { closeAll, startAll } from "../server/start-all.ts";
import { formCluster, whenNodeSeesWhole } from "./form-cluster.ts";
import type { RedisCluster, RedisClusterOptions } from "./redis-cluster.ts";

const OWNER = "RedisCluster";
const KNOWN = { nodes: true, args: true } as const;

/** Short enough for a test to wait for, long enough for a busy machine not to lose a node that is well. */
const CLUSTER =
  `--cluster-enabled yes --cluster-announce-ip ${HOST} --cluster-node-timeout 5000`.split(" ");

/**
 * Starts a real Redis Cluster: servers on free ports of 127.0.0.1, each with its share of the slots. Resolves when every node serves and knows
 * all slots, after two seconds or three: Redis does not let a node serve earlier.
 *
 * @throws SessionaryError `ERR_INVALID_OPTION`: an unknown key, a wrong type, a value out of range, an argument that is set already
 * @throws RedisServerError `ERR_NO_REDIS_SERVER`, `ERR_REDIS_SERVER_EXITED`, as `startRedisServer`
 * @example
 * ```ts
 * import { startRedisCluster } from "@sessionary/testkit/redis";
 *
 * await using cluster = await startRedisCluster();
 * console.log(cluster.nodes.map(({ host, port }) => ({ host, port }))); // what a cluster client starts from
 * ```
 */
export async function startRedisCluster(options?: RedisClusterOptions): Promise<RedisCluster> {
  const given = checkGroup<RedisClusterOptions>(
    { owner: OWNER, option: "options" },
    options,
    KNOWN,
  );
  const count = checkInteger({ owner: OWNER, option: "nodes" }, given.nodes ?? 3, [1, 16]);
  const args = [...CLUSTER, ...checkServerArgs(OWNER, given.args)];
  const launch = plainLaunch({ program: requireRedisServer(), args, distances: [BUS_OFFSET] });
  const nodes = await startAll(Array.from({ length: count }, () => launch));
  const close = (): Promise<void> => closeAll(nodes);
  try {
    await formCluster(nodes);
  } catch (error) {
    await close();
    throw error;
  }
  const whenWhole = async (): Promise<void> => {
    await Promise.all(nodes.filter(({ pid }) => pid !== undefined).map(whenNodeSeesWhole));
  };
  return { nodes, whenWhole, close, [Symbol.asyncDispose]: close };
}
