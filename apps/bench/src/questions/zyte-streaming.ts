/**
 * Do queries stream through `iterate` in constant memory?
 *
 * 100,000 queries of a generator, 64 in flight, against a server in its own process that answers 2 kB at once. After every 5,000 outcomes the reader
 * stops until nothing is in flight any more, and the heap and what hangs outside it are measured, after a collection. The figure is the most of it
 * relative to the least, from 20,000 outcomes on. The second line is the speed of the same client beside bare fetch, for information.
 */
import { setImmediate as turn } from "node:timers/promises";
import { createZyteClient, type ZyteClient, type ZyteRequest } from "@sessionary/zyte-api";
import { inChild } from "../in-child.ts";
import type { Question } from "../question.ts";
import { compare, type Comparison } from "../rounds.ts";
import { startZyteServer } from "../zyte/start-zyte-server.ts";

const QUERIES = 100_000;
const WARM_UP = 20_000;
const EVERY = 5000;
const IN_FLIGHT = 64;

interface Memory {
  readonly least: number;
  readonly most: number;
}

export const zyteStreaming: Question = {
  name: "zyte-streaming",
  async ask() {
    const { least, most } = await inChild<Memory>(import.meta.url, "memory");
    const speed = await inChild<Comparison>(import.meta.url, "speed");
    return [
      {
        question: "Zyte API: memory while 100,000 queries stream, most / least",
        ours: { value: most / 1000, unit: "kB" },
        reference: { value: least / 1000, unit: "kB" },
        peers: [],
        ratio: most / least,
        hold: { of: "ratio", bound: "most", limit: 1.2 },
      },
      {
        question: "Zyte API: queries through iterate / bare fetch, 64 in flight",
        ours: { value: 1e9 / speed.subject, unit: "req/s" },
        reference: { value: 1e9 / speed.reference, unit: "req/s" },
        peers: [],
        ratio: 1 / speed.ratio,
      },
    ];
  },
};

export async function measure(
  what: "memory" | "speed",
  total: number = QUERIES,
): Promise<Memory | Comparison> {
  const server = await startZyteServer();
  const client = createZyteClient({
    apiKey: server.apiKey,
    baseUrl: server.answers,
    concurrency: IN_FLIGHT,
  });
  const stream = async (times: number, onOutcome?: (count: number) => Promise<void>) => {
    let count = 0;
    for await (const { error } of client.iterate(queries(times))) {
      if (error !== undefined) throw error;
      count += 1;
      await onOutcome?.(count);
    }
  };
  try {
    if (what === "memory") return await memoryOf(client, stream, total);
    const options = { rounds: 15, roundMs: 500, clock: "wall" } as const;
    return await compare(stream, (times) => bareFetches(server.answers, times), options);
  } finally {
    await client.close();
    server.stop();
  }
}

function* queries(times: number): Generator<ZyteRequest> {
  for (let n = 0; n < times; n++) {
    yield { url: `https://shop.example/product/${n}`, httpResponseBody: true, echoData: n };
  }
}

async function memoryOf(
  client: ZyteClient,
  stream: (times: number, onOutcome: (count: number) => Promise<void>) => Promise<void>,
  total: number,
): Promise<Memory> {
  const samples: number[] = [];
  await stream(total, async (count) => {
    if (count % EVERY !== 0 || count < WARM_UP) return;
    while (client.stats().running > 0) await turn();
    samples.push(await used());
  });
  return { least: Math.min(...samples), most: Math.max(...samples) };
}

async function used(): Promise<number> {
  for (let time = 0; time < 5; time++) {
    globalThis.gc?.();
    await turn();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function bareFetches(baseUrl: string, times: number): Promise<void> {
  let left = times;
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      const response = await fetch(`${baseUrl}extract`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ url: "https://shop.example/product/1", httpResponseBody: true }),
      });
      const { statusCode } = (await response.json()) as { readonly statusCode: number };
      if (statusCode !== 200) throw new Error(`the server answered ${statusCode}`);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}
