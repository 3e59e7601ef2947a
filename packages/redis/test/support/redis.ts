import { startRedisServer, type RedisServer } from "@sessionary/testkit/redis";
import { afterAll, beforeAll } from "vitest";

/** A server of its own for the tests of a file. */
export function withRedis(): { readonly server: RedisServer } {
  let server: RedisServer | undefined;
  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterAll(async () => {
    await server?.close();
  });
  return {
    get server(): RedisServer {
      if (server === undefined) throw new Error("expected a Redis server to run");
      return server;
    },
  };
}
