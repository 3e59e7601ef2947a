import { aString, expectOptions, type OptionRules } from "@sessionary/core";
import { connect, type RedisClient } from "../connection/connect.ts";
import { runScript } from "../connection/run-script.ts";
import { poolKey } from "../key.ts";
import type { Reply } from "../pool/replies.ts";
import { asStoreError } from "./as-store-error.ts";
import { inspectScript } from "./inspect-script.ts";
import type { InspectedPool } from "./inspected-pool.ts";
import { readInspected } from "./read-inspected.ts";
import { registered } from "./registry.ts";

/** Which pools {@link inspectPools} looks at. */
export interface InspectOptions {
  /**
   * The prefix of the store.
   *
   * @default "sessionary"
   */
  readonly prefix?: string | undefined;
  /**
   * The name of the only pool to look at.
   *
   * @default all pools of that prefix
   */
  readonly name?: string | undefined;
}

const rules: OptionRules<InspectOptions> = { prefix: aString, name: aString };

/**
 * Tells which pools there are and what is in them, for tools: sorted by name, each as it was at one moment. Nothing secret is told: no states, no
 * variants, no keys. Looking changes nothing, and keeps no pool alive.
 *
 * @throws `ERR_INVALID_OPTION` naming the option, what was expected and what came
 * @throws `ERR_STORE` when Redis cannot be asked; `cause` says why
 * @example
 * ```ts
 * import { inspectPools } from "@sessionary/redis";
 * import { Redis } from "ioredis";
 *
 * const redis = new Redis("redis://127.0.0.1:6379");
 * for (const pool of await inspectPools(redis)) {
 *   console.log(pool.name, pool.readable ? pool.counts : `schema ${pool.schema}`);
 * }
 * await redis.quit();
 * ```
 */
export async function inspectPools(
  client: RedisClient,
  options: InspectOptions = {},
): Promise<readonly InspectedPool[]> {
  expectOptions("inspectPools", options, rules);
  const connection = connect("inspectPools", client);
  const { prefix = "sessionary", name } = options;
  try {
    const names = name === undefined ? await registered(connection, prefix) : [name];
    const found = await Promise.all(
      names.toSorted().map(async (each) => {
        const reply = await runScript(connection, inspectScript, poolKey(prefix, each), []);
        return readInspected(each, reply as Reply);
      }),
    );
    return found.filter((pool) => pool !== undefined);
  } catch (error) {
    throw asStoreError("inspectPools", error);
  }
}
