export { findRedisServer, type RedisPlace } from "./find-redis-server.ts";
export { createTcpProxy } from "./proxy/create-tcp-proxy.ts";
export type { TcpProxy, TcpProxyOptions } from "./proxy/tcp-proxy.ts";
export { RedisServerError, type RedisServerErrorCode } from "./redis-server-error.ts";
export type { RedisServer, RedisServerOptions } from "./server/redis-server.ts";
export { startRedisServer } from "./server/start-redis-server.ts";
