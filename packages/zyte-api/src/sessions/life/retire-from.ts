import type { SessionPool } from "@sessionary/core";
import type { Lapse } from "./lapse.ts";

/** Takes a session out of the pool that has it: nobody keeps which one that is, since few sessions end this way. */
export async function retireFrom(
  pools: readonly Pick<SessionPool, "get" | "retire">[],
  id: string,
  reason: Lapse,
): Promise<void> {
  const own = pools.filter((pool) => pool.get(id) !== undefined);
  await Promise.all(own.map((pool) => pool.retire(id, reason)));
}
