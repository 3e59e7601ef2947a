/**
 * What do sessions cost a fetch?
 *
 * 32 requests in flight against a server in its own process on 127.0.0.1: pages of 2 kB with a Set-Cookie, the body is read. 32 sessions. Each client
 * runs in a child process of its own, in rounds of 300 ms that alternate with rounds of the global fetch without cookies; the
 * figure is pages a second relative to it, the median of 15 rounds. The last line compares the CPU time of this process for a page
 * instead, which says the same more steadily on a busy machine. "ideal" is a list of jars that know names and values only.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { openClient, type ClientName } from "../clients/by-name.ts";
import { VISITORS, type Client } from "../clients/client.ts";
import { inChild } from "../in-child.ts";
import type { Question } from "../question.ts";
import type { Hold, Row } from "../row.ts";
import { compare, type Comparison, type Repeat } from "../rounds.ts";
import type { ClockKind } from "../stopwatch.ts";

const SERVER = fileURLToPath(new URL("../page-server.ts", import.meta.url));
const PEERS: readonly ClientName[] = ["ideal", "fetch-cookie", "tough-cookie by hand"];

export const fetching: Question = {
  name: "fetch",
  async ask() {
    const hold: Hold = { of: "ratio", bound: "least", limit: 0.85 };
    return [
      await pages("pages with the same cookie again", "/same", hold),
      await pages("pages with another cookie each", "/changing", undefined),
      await cpuTime(),
    ];
  },
};

async function pages(words: string, path: string, hold: Hold | undefined): Promise<Row> {
  const measured = async (name: ClientName) => {
    const { subject, reference, ratio } = await inChild<Comparison>(import.meta.url, name, path);
    return { perSecond: 1e9 / subject, bare: 1e9 / reference, ratio: 1 / ratio };
  };
  const { perSecond, bare, ratio } = await measured("sessionary");
  const peers = [];
  for (const name of PEERS) {
    const peer = await measured(name);
    peers.push({ name, value: peer.perSecond, unit: "req/s" as const, ratio: peer.ratio });
  }
  return {
    question: `fetch adapter / bare fetch, 32 in flight, ${words}`,
    ours: { value: perSecond, unit: "req/s" },
    reference: { value: bare, unit: "req/s" },
    peers,
    ratio,
    ...(hold && { hold }),
  };
}

async function cpuTime(): Promise<Row> {
  const ours = await inChild<Comparison>(import.meta.url, "sessionary", "/same", "own");
  return {
    question: "CPU time of a page, fetch adapter / bare fetch",
    ours: { value: ours.subject, unit: "ns" },
    reference: { value: ours.reference, unit: "ns" },
    peers: [],
    ratio: ours.ratio,
  };
}

export async function measure(
  name: ClientName,
  path: string,
  clock: ClockKind = "wall",
): Promise<Comparison> {
  const server = fork(SERVER, { execArgv: ["--import", "tsx"] });
  const [port] = (await once(server, "message")) as [number];
  const url = `http://127.0.0.1:${port}${path}`;
  const client = await openClient(name);
  const bare = await openClient("bare");
  try {
    return await compare(inFlight(client, url), inFlight(bare, url), {
      rounds: 15,
      roundMs: 300,
      clock,
    });
  } finally {
    await client.close();
    server.disconnect();
  }
}

function inFlight(client: Client, url: string): Repeat {
  return async (times) => {
    let left = times;
    const worker = async (): Promise<void> => {
      while (left-- > 0) {
        const response = await client.fetch(url);
        const { length } = await response.text();
        if (response.status !== 200 || length < 2000) throw new Error(`${response.status} ${url}`);
      }
    };
    await Promise.all(Array.from({ length: VISITORS }, worker));
  };
}
