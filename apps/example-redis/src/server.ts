import { inspectPools } from "@sessionary/redis";
import { RedisServerError, startRedisServer, type RedisServer } from "@sessionary/testkit/redis";
import { Redis } from "ioredis";

/** Starts a Redis server for this run; the process ends here when none is installed. */
export async function startServer(): Promise<RedisServer> {
  try {
    return await startRedisServer();
  } catch (error) {
    if (!(error instanceof RedisServerError && error.code === "ERR_NO_REDIS_SERVER")) throw error;
    console.error(`example: ${error.message}`);
    process.exit(1);
  }
}

/** How many sessions are in the pools of this server: they are there, whoever has them open. */
export async function countSessions(server: RedisServer): Promise<number> {
  const redis = new Redis(server.url);
  try {
    const pools = await inspectPools(redis);
    return pools.reduce((sum, pool) => sum + (pool.readable ? pool.counts.live : 0), 0);
  } finally {
    redis.disconnect();
  }
}
