import { aString, expectOptions, invalidOption, type OptionRules } from "@sessionary/core";
import { connect, type RedisClient } from "../connection/connect.ts";
import { runScript } from "../connection/run-script.ts";
import { poolKey } from "../key.ts";
import { asStoreError } from "./as-store-error.ts";
import { purgeScript } from "./inspect-script.ts";
import { unregister } from "./registry.ts";

/** Where {@link purge} looks for the pool. */
export interface PurgeOptions {
  /**
   * The prefix of the store.
   *
   * @default "sessionary"
   */
  readonly prefix?: string | undefined;
}

const rules: OptionRules<PurgeOptions> = { prefix: aString };

/**
 * Removes a pool with its sessions, whoever uses it, at once. Workers that have it open lose their leases and begin anew, with the limits of the first
 * that asks. Of a pool that a later version of this package has stored, what this version does not know expires by itself.
 *
 * @returns whether there was such a pool
 * @throws `ERR_INVALID_OPTION` naming the option, what was expected and what came
 * @throws `ERR_STORE` when Redis cannot be asked; `cause` says why
 * @example
 * ```ts
 * import { purge } from "@sessionary/redis";
 * import { Redis } from "ioredis";
 *
 * const redis = new Redis("redis://127.0.0.1:6379");
 * console.log(await purge(redis, "shop.example"));
 * await redis.quit();
 * ```
 */
export async function purge(
  client: RedisClient,
  name: string,
  options: PurgeOptions = {},
): Promise<boolean> {
  if (typeof name !== "string") throw invalidOption("purge", "name", "a string", name);
  expectOptions("purge", options, rules);
  const connection = connect("purge", client);
  const { prefix = "sessionary" } = options;
  try {
    // In this order: a worker that makes the pool anew names it again.
    await unregister(connection, { prefix, name });
    const count = await runScript(connection, purgeScript, poolKey(prefix, name), []);
    return Number(count) === 1;
  } catch (error) {
    throw asStoreError("purge", error);
  }
}
