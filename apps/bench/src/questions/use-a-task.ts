/**
 * What does `pool.use(task)` cost?
 *
 * As in lease-and-settle, with 1,000 sessions and a task that does nothing: `async () => undefined`. generic-pool has a `use` too.
 */
import { createPool } from "generic-pool";
import { emptyPool } from "../contenders/sessionary.ts";
import { openPool } from "../contenders/by-name.ts";
import { inChild } from "../in-child.ts";
import type { Question } from "../question.ts";
import { compare, type Comparison, type Repeat } from "../rounds.ts";

const SIZE = 1000;
const task = async (): Promise<undefined> => undefined;

export const useATask: Question = {
  name: "use",
  async ask() {
    const ours = await inChild<Comparison>(import.meta.url, "sessionary");
    const name = "generic-pool";
    const { subject, ratio } = await inChild<Comparison>(import.meta.url, name);
    return [
      {
        question: "pool.use(async () => undefined), 1,000 sessions",
        ours: { value: ours.subject, unit: "ns" },
        reference: { value: ours.reference, unit: "ns" },
        peers: [{ name, value: subject, unit: "ns", ratio }],
        ratio: ours.ratio,
      },
    ];
  },
};

export async function measure(name: "sessionary" | "generic-pool"): Promise<Comparison> {
  const reference = await openPool("ring", SIZE);
  const repeat = name === "sessionary" ? await ourUse() : await genericUse();
  return compare(repeat, (times) => reference.cycle(times));
}

async function ourUse(): Promise<Repeat> {
  const pool = emptyPool(SIZE);
  await pool.warm();
  return async (times) => {
    for (let time = 0; time < times; time++) await pool.use(task);
  };
}

async function genericUse(): Promise<Repeat> {
  const factory = { create: async () => ({}), destroy: async () => undefined };
  const pool = createPool(factory, { min: SIZE, max: SIZE });
  await pool.ready();
  return async (times) => {
    for (let time = 0; time < times; time++) await pool.use(task);
  };
}
