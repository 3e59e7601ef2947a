export { findRedisServer, type RedisPlace } from "./find-redis-server.ts";
export { RedisServerError, type RedisServerErrorCode } from "./redis-server-error.ts";
export type { RedisServer, RedisServerOptions } from "./server/redis-server.ts";
export { startRedisServer } from "./server/start-redis-server.ts";
