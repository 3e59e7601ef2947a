import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { inChild } from "../in-child.ts";
import { compare, type Comparison, type Repeat } from "../rounds.ts";
import type { Hold, Row } from "../row.ts";
import type { ClockKind } from "../stopwatch.ts";
import { openClient, type ClientName } from "./by-name.ts";
import { VISITORS, type Client } from "./client.ts";

const SERVER = fileURLToPath(new URL("../page-server.ts", import.meta.url));

/** Who is compared with whom. */
export interface Matchup {
  readonly ours: ClientName;
  readonly bare: ClientName;
  readonly peers: readonly ClientName[];
}

/** Pages a second of ours and of the peers, relative to the bare client, on one path of the page server. */
export async function pagesASecond(
  question: string,
  { ours, bare, peers }: Matchup,
  { path, hold }: { readonly path: string; readonly hold?: Hold },
): Promise<Row> {
  const measured = async (name: ClientName) => {
    const { subject, reference, ratio } = await inChild<Comparison>(
      import.meta.url,
      name,
      bare,
      path,
      "wall",
    );
    return {
      value: 1e9 / subject,
      unit: "req/s" as const,
      bare: 1e9 / reference,
      ratio: 1 / ratio,
    };
  };
  const { ratio, bare: reference, ...own } = await measured(ours);
  const others = [];
  for (const name of peers) {
    const { value, unit, ratio: relative } = await measured(name);
    others.push({ name, value, unit, ratio: relative });
  }
  return {
    question,
    ours: own,
    reference: { value: reference, unit: "req/s" },
    peers: others,
    ratio,
    ...(hold && { hold }),
  };
}

/** CPU time of this process for a page, ours relative to the bare client. */
export async function cpuTimeOfAPage({ ours, bare }: Matchup): Promise<Row> {
  const measured = await inChild<Comparison>(import.meta.url, ours, bare, "/same", "own");
  return {
    question: `CPU time of a page, ${ours} / bare ${bare}`,
    ours: { value: measured.subject, unit: "ns" },
    reference: { value: measured.reference, unit: "ns" },
    peers: [],
    ratio: measured.ratio,
  };
}

/** In a child process: rounds of the one alternate with rounds of the other. */
export async function measure(
  name: ClientName,
  bareName: ClientName,
  path: string,
  clock: ClockKind,
): Promise<Comparison> {
  const server = fork(SERVER, { execArgv: ["--import", "tsx"] });
  const [port] = (await once(server, "message")) as [number];
  const url = `http://127.0.0.1:${port}${path}`;
  const client = await openClient(name);
  const bare = await openClient(bareName);
  try {
    return await compare(inFlight(client, url), inFlight(bare, url), {
      rounds: 15,
      roundMs: 300,
      clock,
    });
  } finally {
    await client.close();
    await bare.close();
    server.disconnect();
  }
}

function inFlight(client: Client, url: string): Repeat {
  return async (times) => {
    let left = times;
    const worker = async (): Promise<void> => {
      while (left-- > 0) {
        const { status, length } = await client.get(url);
        if (status !== 200 || length < 2000) throw new Error(`${status} ${url}`);
      }
    };
    await Promise.all(Array.from({ length: VISITORS }, worker));
  };
}
