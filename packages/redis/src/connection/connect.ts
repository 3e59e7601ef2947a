import { invalidOption } from "@sessionary/core";
import type { Connection } from "./connection.ts";
import { ioredisConnection, isIoredis, type IoredisClient } from "./ioredis.ts";
import { isNodeRedis, nodeRedisConnection, type NodeRedisClient } from "./node-redis.ts";

/** A client of ioredis or node-redis: standalone, by Sentinel, or of a cluster. */
export type RedisClient = IoredisClient | NodeRedisClient;

/** @throws `ERR_INVALID_OPTION` when it is neither */
export function connect(subject: string, client: RedisClient): Connection {
  if (typeof client === "object" && client !== null) {
    if (isIoredis(client)) return ioredisConnection(client);
    if (isNodeRedis(client)) return nodeRedisConnection(client);
  }
  throw invalidOption(subject, "client", "a client of ioredis or of node-redis", client);
}
