import type { PoolStore, SessionStore } from "@sessionary/core";
import type { MakeStore } from "@sessionary/testkit/conformance";
import type { RedisClient } from "../../src/connection/connect.ts";
import type { RedisStoreOptions } from "../../src/options.ts";
import { createRedisStore } from "../../src/redis-store.ts";

let stores = 0;

/** Makes stores whose scripts go by the clock of the test. Each has keys of its own. */
export function makeStore(client: () => RedisClient, options: RedisStoreOptions = {}): MakeStore {
  return ({ clock }) => {
    const prefix = `test-${++stores}`;
    const opened: PoolStore<unknown>[] = [];
    const open = (): SessionStore =>
      noting(
        opened,
        createRedisStore(client(), { prefix, ...options }, () => clock.now()),
      );
    return {
      store: open(),
      elsewhere: open(),
      advance: (ms) => clock.advance(ms),
      persistent: true,
      close: async () => {
        // A pool that is open listens, and the connection of one that listens goes on when its server is gone.
        for (const pool of opened) await pool.close();
      },
    };
  };
}

function noting(opened: PoolStore<unknown>[], store: SessionStore): SessionStore {
  return {
    async open<State>(...given: Parameters<SessionStore["open"]>): Promise<PoolStore<State>> {
      const pool = await store.open<State>(...(given as Parameters<typeof store.open<State>>));
      opened.push(pool);
      return pool;
    },
  };
}
