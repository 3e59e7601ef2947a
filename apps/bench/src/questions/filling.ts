/**
 * How long does it take until 100,000 sessions are there?
 *
 * A new pool in a new process with an init that does nothing, by `warm()` and by 100,000 callers at once; the figure is the median
 * of five processes. The reference makes 100,000 records, each behind an awaited init. generic-pool fills itself; lightning-pool is
 * filled by as many callers, tarn and crawlee by one that takes session after session, since they search their queues. crawlee, which
 * takes half a minute and more, makes 2,000, and the figure is 50 times that.
 */
import { emptyPool } from "../contenders/sessionary.ts";
import { contenderNamed, type ContenderName } from "../contenders/by-name.ts";
import { inChild } from "../in-child.ts";
import type { Question } from "../question.ts";
import type { PeerQuantity, Row } from "../row.ts";
import { median } from "../statistics.ts";
import { stopwatch } from "../stopwatch.ts";

const SIZE = 100_000;
const CRAWLEE_SIZE = 2000;
const PROCESSES = 5;

type Way = "warm" | "acquire" | "records" | ContenderName;

export const filling: Question = {
  name: "filling",
  async ask() {
    const reference = { value: await seconds("records", PROCESSES), unit: "s" as const };
    const peers: PeerQuantity[] = [];
    for (const name of ["lightning-pool", "generic-pool", "tarn", "crawlee"] as const)
      peers.push({ name, value: await seconds(name, 1), unit: "s" });
    const row = async (way: Way, words: string): Promise<Row> => ({
      question: `filling 100,000 sessions ${words}`,
      ours: { value: await seconds(way, PROCESSES), unit: "s" },
      reference,
      peers: way === "warm" ? peers : [],
      hold: { of: "value", bound: "most", limit: 0.3 },
    });
    return [await row("warm", "by warm()"), await row("acquire", "by as many callers")];
  },
};

async function seconds(way: Way, processes: number): Promise<number> {
  const taken: number[] = [];
  for (let count = 0; count < processes; count++)
    taken.push(await inChild<number>(import.meta.url, way));
  return median(taken);
}

export async function measure(way: Way): Promise<number> {
  if (way === "warm") {
    const pool = emptyPool(SIZE);
    return timed(() => pool.warm());
  }
  if (way === "acquire") {
    const pool = emptyPool(SIZE);
    return timed(() => Promise.all(Array.from({ length: SIZE }, () => pool.acquire())));
  }
  if (way === "records") return timed(fillRecords);
  const contender = await contenderNamed(way);
  if (way !== "crawlee") return timed(() => contender.fill(SIZE));
  return (await timed(() => contender.fill(CRAWLEE_SIZE))) * (SIZE / CRAWLEE_SIZE);
}

async function fillRecords(): Promise<number> {
  const init = async (): Promise<boolean> => true;
  const build = async (slot: number) => {
    const createdAt = Date.now();
    return {
      id: crypto.randomUUID(),
      slot,
      createdAt,
      lastLeasedAt: 0,
      uses: 0,
      state: await init(),
    };
  };
  const records = await Promise.all(Array.from({ length: SIZE }, (_, slot) => build(slot)));
  return records.length;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const elapsedMs = stopwatch("own");
  await work();
  return elapsedMs() / 1000;
}
