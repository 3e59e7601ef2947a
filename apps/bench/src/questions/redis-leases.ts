/**
 * What does a lease in Redis cost beside the least that Redis can be asked for?
 *
 * That is a bare EVALSHA of `src/redis/baseline.ts`: it takes the session that is due, puts it back in the order and counts its use, with no lease that
 * could be lost, no limit and no state. Both go through one connection of the same client, ioredis and then node-redis, to a redis-server in a process
 * of its own, which persists nothing; each line is measured in a child process of its own with a server of its own. Pools are full before the first
 * round; sessions hold a small JSON object, and a codec says that it has not changed. Rounds of 250 ms alternate with rounds of as many bare EVALSHA in
 * flight; the ratio is the median of 15 rounds. For leases a second it is that of the rates, one at a time that of the times.
 *
 * - Chained, by the store: 64 holders settle what they have and lease the next in one step (`settle(grant, "ok", { next: {} })`), 128 sessions.
 *   They keep their leases from round to round.
 * - `pool.use`: 64 sessions, 128 callers with a task that does nothing, so that 64 are in flight and 64 wait, and a settle leases for one of them.
 *   Each round begins with 128 callers that ask and ends with 64 that settle for nobody, which counts against us.
 * - Pairs, by the store: a lease, then its settle, two round trips where a bare EVALSHA is one; 128 sessions. For information.
 *
 * Commands are the scripts that the server ran for a lease with its settle, by its `INFO commandstats`: those of 10,000 leases less those of 5,000. Of
 * 100 commands one may wake or renew. The server's time for a script is its own account, too, the median of seven rounds of 5,000; it is what is left of
 * the difference when clients and processor are of no matter.
 */
import type { Question } from "../question.ts";
import { againstBare } from "../redis/against-bare.ts";
import type { ClientName } from "../redis/clients.ts";
import { commandsRow, rateRow, serverRow, timeRow } from "../redis/rows.ts";
import type { Hold, Row } from "../row.ts";

const IN_FLIGHT = 64;
const SESSIONS = 128;
const MANY = { concurrency: IN_FLIGHT, sessions: SESSIONS };
const CROWDED = { concurrency: IN_FLIGHT, sessions: IN_FLIGHT };
const ONE = { concurrency: 1, sessions: SESSIONS };

const RATE: Hold = { of: "ratio", bound: "least", limit: 0.6 };
const LATENCY: Hold = { of: "ratio", bound: "most", limit: 1.5 };

export const redisLeases: Question = {
  name: "redis-leases",
  async ask() {
    return [...(await rowsOf("ioredis")), ...(await rowsOf("node-redis"))];
  },
};

async function rowsOf(client: ClientName): Promise<readonly Row[]> {
  const chained = await againstBare(client, "chained", MANY, { counted: 5_000, timed: 5_000 });
  const used = await againstBare(client, "crowded use", CROWDED, { counted: 5_000 });
  const paired = await againstBare(client, "pair", MANY, { counted: 5_000 });
  const chainedAlone = await againstBare(client, "chained", ONE);
  const pairedAlone = await againstBare(client, "pair", ONE);
  const named = (what: string): string => `${client}: ${what}`;
  return [
    rateRow(named("settle + next lease in one step / bare EVALSHA, 64 in flight"), chained, RATE),
    rateRow(named("pool.use, 64 in flight and 64 waiting / bare EVALSHA"), used, RATE),
    rateRow(named("lease, then settle / bare EVALSHA, 64 in flight"), paired),
    timeRow(named("settle + next lease, one at a time / bare EVALSHA"), chainedAlone, LATENCY),
    timeRow(named("lease, then settle, one at a time / bare EVALSHA"), pairedAlone),
    commandsRow(named("commands of a settle + next lease"), chained, { limit: 1.01 }),
    commandsRow(named("commands of a pool.use, 64 waiting"), used, { limit: 1.01 }),
    commandsRow(named("commands of a lease, then its settle"), paired, { limit: 2.02 }),
    serverRow(named("the server's time for settle + next lease / the baseline"), chained),
  ];
}
