/**
 * Does a lease in Redis cost the same in a pool of 100,000 sessions as in one of 100?
 *
 * Both pools live on one redis-server in a process of its own, and one child process with a connection of ioredis has both open and knows all their
 * sessions: the large one has been through all of them once. 64 holders settle and lease the next in one step, by the store, as in redis-leases;
 * rounds of 300 ms on the one pool alternate with rounds on the other. The ratio is the median of 15 rounds. The same of bare EVALSHA, on as many
 * sessions, says what Redis itself takes for a longer order; the server's time is its own account of its scripts, the median of seven
 * rounds of 5,000.
 */
import { inChild } from "../in-child.ts";
import { inFlight } from "../in-flight.ts";
import type { Question } from "../question.ts";
import { openBaseline } from "../redis/baseline.ts";
import { timesOfServer, type ServerTimes } from "../redis/server-work.ts";
import { withRedis } from "../redis/testbed.ts";
import { openWay } from "../redis/ways.ts";
import { compare, type Comparison } from "../rounds.ts";

const HOLDERS = 64;
const SMALL = 100;

/** How much is measured. */
interface Effort {
  readonly large: number;
  readonly rounds: number;
  readonly roundMs: number;
  /** Leases of a round whose time is the server's. */
  readonly timed: number;
}

const EFFORT: Effort = { large: 100_000, rounds: 15, roundMs: 300, timed: 5_000 };

interface Flatness {
  readonly chained: Comparison;
  readonly bare: Comparison;
  readonly server: ServerTimes;
}

export const redisFlat: Question = {
  name: "redis-flat",
  async ask() {
    const { chained, bare, server } = await inChild<Flatness>(import.meta.url, EFFORT);
    return [
      {
        question: "Redis: settle + next lease, 100,000 sessions against 100, 64 in flight",
        ours: { value: chained.subject, unit: "ns" },
        reference: { value: chained.reference, unit: "ns" },
        peers: [{ name: "bare EVALSHA", value: bare.subject, unit: "ns", ratio: bare.ratio }],
        ratio: chained.ratio,
        hold: { of: "ratio", bound: "most", limit: 2 },
      },
      {
        question: "Redis: the server's time for that",
        ours: { value: server.subject, unit: "ns" },
        reference: { value: server.reference, unit: "ns" },
        peers: [],
        ratio: server.subject / server.reference,
      },
    ];
  },
};

export function measure({ large, rounds, roundMs, timed }: Effort): Promise<Flatness> {
  return withRedis("ioredis", async (testbed) => {
    const { admin, client } = testbed;
    const options = { rounds, roundMs, clock: "wall" } as const;
    const few = await openWay(client, "chained", { concurrency: HOLDERS, sessions: SMALL });
    const many = await openWay(client, "chained", { concurrency: HOLDERS, sessions: large });
    await many.repeat(large);
    const chained = await compare(many.repeat, few.repeat, options);
    const server = await timesOfServer(admin, [many.repeat, few.repeat], timed);
    const inFew = await openBaseline(testbed, { name: "few", sessions: SMALL });
    const inMany = await openBaseline(testbed, { name: "many", sessions: large });
    const bare = await compare(inFlight(HOLDERS, inMany), inFlight(HOLDERS, inFew), options);
    await few.close();
    await many.close();
    return { chained, bare, server };
  });
}
