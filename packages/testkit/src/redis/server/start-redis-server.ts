import { requireRedisServer } from "../find-redis-server.ts";
import { plainLaunch } from "./launch.ts";
import type { RedisServer, RedisServerOptions } from "./redis-server.ts";
import { resolveServerOptions } from "./resolve-options.ts";
import { RunningServer } from "./running-server.ts";

/**
 * Starts a real Redis or Valkey server in a process of its own, on a free port of 127.0.0.1, in a folder of its own, without
 * persistence. Resolves when it takes connections. Whatever becomes of our process, the server does not outlive it.
 *
 * @throws SessionaryError `ERR_INVALID_OPTION`: an unknown key, a wrong type, a value out of range, an argument that is set already
 * @throws RedisServerError `ERR_NO_REDIS_SERVER`: none is installed
 * @throws RedisServerError `ERR_REDIS_SERVER_EXITED`: it ends before it takes connections; the message has what it printed
 * @example
 * ```ts
 * import { startRedisServer } from "@sessionary/testkit/redis";
 *
 * await using server = await startRedisServer({ args: ["--appendonly", "yes"] });
 * await server.kill();
 * await server.restart(); // what was persisted is there, at the same address
 * console.log(server.url);
 * ```
 */
export async function startRedisServer(options?: RedisServerOptions): Promise<RedisServer> {
  const settings = resolveServerOptions(options);
  return await RunningServer.start(plainLaunch({ program: requireRedisServer(), ...settings }));
}
