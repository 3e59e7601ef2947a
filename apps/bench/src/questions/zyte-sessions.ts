/**
 * What do pools of sessions cost a query of Zyte API?
 *
 * 64 queries in flight against the emulator in its own process, all through 8 sessions that begin before the first round: `httpResponseBody` of a small
 * page. Rounds of 500 ms through `createZyteSessions` alternate with rounds of the same client where the ids of 8 sessions are set by hand,
 * in turn. The figure is the time of a query relative to that, the median of 15 rounds.
 *
 * Both send the same through as many sessions and read the same; the emulator keeps both kinds alike, and takes two thirds of the time that this process does,
 * on a core of its own. So the figure is the work of this process: where cores are shared with others, it is theirs, too.
 */
import { createZyteClient, createZyteSessions, type ZyteRequest } from "@sessionary/zyte-api";
import { inChild } from "../in-child.ts";
import type { Question } from "../question.ts";
import { compare, type Comparison, type Repeat } from "../rounds.ts";
import { startZyteServer } from "../zyte/start-zyte-server.ts";

const IN_FLIGHT = 64;
const SESSIONS = 8;
const QUERY = { url: "http://shop.example/echo", httpResponseBody: true } as const;

export const zyteSessions: Question = {
  name: "zyte-sessions",
  async ask() {
    const { subject, reference, ratio } = await inChild<Comparison>(import.meta.url);
    return [
      {
        question: "Zyte API: a query through our pool / with an id set by hand, 64 in flight",
        ours: { value: subject, unit: "ns" },
        reference: { value: reference, unit: "ns" },
        peers: [],
        ratio,
        hold: { of: "ratio", bound: "most", limit: 1.1 },
      },
    ];
  },
};

export async function measure(): Promise<Comparison> {
  const server = await startZyteServer();
  const client = createZyteClient({
    apiKey: server.apiKey,
    baseUrl: server.emulator,
    concurrency: IN_FLIGHT,
  });
  const sessions = createZyteSessions({
    client,
    params: { httpResponseBody: true },
    pool: { size: SESSIONS },
  });
  const ids = Array.from({ length: SESSIONS }, () => crypto.randomUUID());
  let turn = 0;
  try {
    return await compare(
      inFlight(() => sessions.extract(QUERY)),
      inFlight(() => client.extract(withId(ids[turn++ % SESSIONS] ?? ""))),
      { rounds: 15, roundMs: 500, clock: "wall" },
    );
  } finally {
    await sessions.close();
    await client.close();
    server.stop();
  }
}

function withId(id: string): ZyteRequest {
  return { ...QUERY, session: { id } };
}

function inFlight(extract: () => Promise<{ readonly statusCode?: number }>): Repeat {
  return async (times) => {
    let left = times;
    const worker = async (): Promise<void> => {
      while (left-- > 0) {
        const { statusCode } = await extract();
        if (statusCode !== 200) throw new Error(`the site answered ${statusCode}`);
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  };
}
