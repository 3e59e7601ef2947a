/**
 * How much memory does the pool take for a session, beyond the session's state?
 *
 * The heap and what hangs outside it, after a collection, with a full pool of 100,000 less before it; the state is `true`, which takes
 * nothing. Once in a child process for each contender. The ring's record is the reference; peers that hold resources of their own
 * hold `{}`, 16 to 56 bytes. crawlee is measured on 2,000.
 */
import { openPool, type ContenderName } from "../contenders/by-name.ts";
import { inChild } from "../in-child.ts";
import type { Question } from "../question.ts";

const SIZE = 100_000;
const CRAWLEE_SIZE = 2000;

export const bytesASession: Question = {
  name: "bytes",
  async ask() {
    const ours = { value: await bytes("sessionary"), unit: "B" as const };
    const reference = { value: await bytes("ring"), unit: "B" as const };
    const peers = [];
    for (const name of ["lightning-pool", "generic-pool", "tarn", "crawlee"] as const)
      peers.push({ name, value: await bytes(name), unit: "B" as const });
    return [
      {
        question: "bytes a session beyond its state, 100,000 sessions",
        ours,
        reference,
        peers,
        hold: { of: "value", bound: "most", limit: 400 },
      },
    ];
  },
};

function bytes(name: ContenderName): Promise<number> {
  return inChild<number>(import.meta.url, name);
}

export async function measure(name: ContenderName): Promise<number> {
  const size = name === "crawlee" ? CRAWLEE_SIZE : SIZE;
  const few = await openPool(name, 8);
  const before = await used();
  const pool = await openPool(name, size);
  const after = await used();
  await few.cycle(1);
  await pool.cycle(1);
  return (after - before) / size;
}

async function used(): Promise<number> {
  for (let time = 0; time < 3; time++) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
