export type { RedisClient } from "./connection/connect.ts";
export type { RedisEncryption, RedisStoreOptions } from "./options.ts";
export { redisStore } from "./redis-store.ts";
