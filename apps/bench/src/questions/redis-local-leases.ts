/**
 * What do leases in Redis cost where a worker may keep them (`localLeaseMs`)?
 *
 * As in redis-leases: one connection of ioredis, and then of node-redis, a redis-server in a process of its own, rounds that alternate with rounds of 64 bare
 * EVALSHA of the baseline in flight; the ratio of the rates, the median of 15 rounds. 128 sessions, 64 callers, no other worker: nobody waits. A session is
 * kept for 100 ms and then given back, so every round of 250 ms asks Redis for each of the 64 that are in use two or three times, and begins with none.
 *
 * Held is `pool.use` with a task that does nothing. What the store alone does, a lease and then its settle, is for information, and so are the commands that
 * still went to the server.
 */
import type { Question } from "../question.ts";
import { againstBare } from "../redis/against-bare.ts";
import type { ClientName } from "../redis/clients.ts";
import { commandsRow, rateRow } from "../redis/rows.ts";
import type { WayOptions } from "../redis/ways.ts";
import type { Hold, Row } from "../row.ts";

const OPTIONS: WayOptions = { concurrency: 64, sessions: 128, store: { localLeaseMs: 100 } };
/** Enough for sessions to be given back meanwhile. */
const COUNTED = { counted: 200_000 };
const HOLD: Hold = { of: "ratio", bound: "least", limit: 2 };

export const redisLocalLeases: Question = {
  name: "redis-local-leases",
  async ask() {
    return [...(await rowsOf("ioredis")), ...(await rowsOf("node-redis"))];
  },
};

async function rowsOf(client: ClientName): Promise<readonly Row[]> {
  const used = await againstBare(client, "use", OPTIONS, COUNTED);
  const paired = await againstBare(client, "pair", OPTIONS);
  return [
    rateRow(`${client}: pool.use with localLeaseMs / bare EVALSHA, 64 in flight`, used, HOLD),
    rateRow(`${client}: lease, then settle, with localLeaseMs / bare EVALSHA`, paired),
    commandsRow(`${client}: commands of 1,000 pool.use with localLeaseMs`, used, { of: 1_000 }),
  ];
}
