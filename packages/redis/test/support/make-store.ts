import type { MakeStore } from "@sessionary/testkit/conformance";
import type { RedisClient } from "../../src/connection/connect.ts";
import type { RedisStoreOptions } from "../../src/options.ts";
import { createRedisStore } from "../../src/redis-store.ts";

let stores = 0;

/** Makes stores whose scripts go by the clock of the test. Each has keys of its own. */
export function makeStore(client: () => RedisClient, options: RedisStoreOptions = {}): MakeStore {
  return ({ clock }) => {
    const prefix = `test-${++stores}`;
    const open = () => createRedisStore(client(), { prefix, ...options }, () => clock.now());
    return {
      store: open(),
      elsewhere: open(),
      advance: (ms) => clock.advance(ms),
      persistent: true,
    };
  };
}
