/**
 * Does a long queue make every lease dearer?
 *
 * 10,000 callers take turns on 8 sessions: all are in the queue, each takes and gives back five times. Rounds alternate with rounds of 8 callers
 * on another pool of 8 sessions in the same child process, with as many operations. The ratio of the two is the median of 15
 * rounds. "queue" is an array of resolvers, the least that can be done: its ratio is what the garbage collector takes for 10,000 promises
 * that wait.
 */
import { openPool, type ContenderName } from "../contenders/by-name.ts";
import { inChild } from "../in-child.ts";
import type { Question } from "../question.ts";
import { nanoseconds, type Comparison } from "../rounds.ts";
import { median } from "../statistics.ts";

const SESSIONS = 8;
const OPERATIONS = 50_000;
const ROUNDS = 15;
const WARM_UP = 5;

export const waitingCallers: Question = {
  name: "waiting-callers",
  async ask() {
    const ours = await inChild<Comparison>(import.meta.url, "sessionary");
    const peers = [];
    for (const name of ["queue", "lightning-pool", "generic-pool", "tarn"]) {
      const { subject, ratio } = await inChild<Comparison>(import.meta.url, name);
      peers.push({ name, value: subject, unit: "ns" as const, ratio });
    }
    return [
      {
        question: "10,000 callers on 8 sessions against 8 callers",
        ours: { value: ours.subject, unit: "ns" },
        reference: { value: ours.reference, unit: "ns" },
        peers,
        ratio: ours.ratio,
        hold: { of: "ratio", bound: "most", limit: 2 },
      },
    ];
  },
};

export async function measure(name: ContenderName): Promise<Comparison> {
  const callers = async (count: number): Promise<(times: number) => Promise<void>> => {
    const pool = await openPool(name, SESSIONS);
    return async (times) => {
      await Promise.all(Array.from({ length: count }, () => pool.cycle(times / count)));
    };
  };
  const many = await callers(10_000);
  const few = await callers(SESSIONS);
  const ofMany: number[] = [];
  const ofFew: number[] = [];
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const fewNs = await nanoseconds(few, OPERATIONS);
    const manyNs = await nanoseconds(many, OPERATIONS);
    if (round < 0) continue;
    ofMany.push(manyNs);
    ofFew.push(fewNs);
  }
  const ratios = ofMany.map((ns, round) => ns / (ofFew[round] ?? Number.NaN));
  return { subject: median(ofMany), reference: median(ofFew), ratio: median(ratios) };
}
