export type { RedisClient } from "./connection/connect.ts";
export { inspectPools, type InspectOptions } from "./inspect/inspect-pools.ts";
export type {
  InspectedLease,
  InspectedPool,
  InspectedSession,
  InspectedVacancy,
  InspectedWorker,
  ReadablePool,
  UnreadablePool,
} from "./inspect/inspected-pool.ts";
export { purge, type PurgeOptions } from "./inspect/purge.ts";
export type { RedisEncryption, RedisStoreOptions } from "./options.ts";
export { redisStore } from "./redis-store.ts";
