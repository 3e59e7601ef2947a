/**
 * What does replacing sessions cost, and how long does it hold up everybody else?
 *
 * As in lease-and-settle, but every 50th session that is taken is retired and has to be replaced. The ideal is a ring behind one
 * `await` that writes a new record in the place of the 50th. The stall is the longest time that 50 operations of a round took; a
 * round is 20,000 operations, and the figure is the median over 11 rounds. tarn cannot throw away one resource.
 */
import { againstReference } from "../against-reference.ts";
import { openPool, type ContenderName } from "../contenders/by-name.ts";
import { inChild } from "../in-child.ts";
import type { Question } from "../question.ts";
import type { Row } from "../row.ts";
import { compare, type Comparison } from "../rounds.ts";
import { median } from "../statistics.ts";
import { stopwatch } from "../stopwatch.ts";

const EVERY = 50;
const ROUND = 20_000;
const ROUNDS = 11;

const PEERS: readonly (readonly [size: number, peers: readonly ContenderName[]])[] = [
  [1000, ["lightning-pool", "generic-pool", "crawlee"]],
  [100_000, ["lightning-pool", "generic-pool"]],
];

export const retiring: Question = {
  name: "retiring",
  async ask() {
    const rows: Row[] = [];
    for (const [size, peers] of PEERS) {
      const sessions = `${size.toLocaleString("en-US")} sessions`;
      rows.push(
        await againstReference({
          question: `acquire + settle, every 50th retires, ${sessions}`,
          module: import.meta.url,
          values: [size, "cost"],
          peers,
          hold: { of: "ratio", bound: "most", limit: 5 },
        }),
        await stalls(`worst stall of 50 of those operations, ${sessions}`, size, peers),
      );
    }
    return rows;
  },
};

async function stalls(
  question: string,
  size: number,
  names: readonly ContenderName[],
): Promise<Row> {
  const stallOf = async (name: ContenderName) => ({
    value: await inChild<number>(import.meta.url, name, size, "stall"),
    unit: "ms" as const,
  });
  const ours = await stallOf("sessionary");
  const reference = await stallOf("ring");
  const peers = [];
  for (const name of names) peers.push({ name, ...(await stallOf(name)) });
  return { question, ours, reference, peers, hold: { of: "value", bound: "most", limit: 5 } };
}

export async function measure(
  name: ContenderName,
  size: number,
  what: "cost" | "stall",
): Promise<Comparison | number> {
  const pool = await openPool(name, size);
  await pool.cycle(size);
  if (what === "stall") return worstStall((times) => pool.cycleRetiring(times, EVERY));
  const reference = await openPool("ring", size);
  await reference.cycle(size);
  return compare(
    (times) => pool.cycleRetiring(times, EVERY),
    (times) => reference.cycleRetiring(times, EVERY),
  );
}

/** Milliseconds. */
async function worstStall(cycle: (times: number) => Promise<void>): Promise<number> {
  const worst: number[] = [];
  await cycle(ROUND);
  for (let round = 0; round < ROUNDS; round++) {
    let longest = 0;
    for (let done = 0; done < ROUND; done += EVERY) {
      const elapsedMs = stopwatch("own");
      await cycle(EVERY);
      longest = Math.max(longest, elapsedMs());
    }
    worst.push(longest);
  }
  return median(worst);
}
