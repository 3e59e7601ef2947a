/**
 * Does a lease cost the same in a pool of 1,000,000 as in one of 8?
 *
 * Both pools live in one child process; rounds of 30 ms on the one alternate with rounds on the other. The ratio is the median of 21
 * rounds. The ring's own ratio says what the memory of the machine takes.
 */
import { openPool, type ContenderName } from "../contenders/by-name.ts";
import { inChild } from "../in-child.ts";
import type { Question } from "../question.ts";
import { compare, type Comparison } from "../rounds.ts";

export const flat: Question = {
  name: "flat",
  async ask() {
    const ours = await inChild<Comparison>(import.meta.url, "sessionary");
    const peers = [];
    for (const name of ["ring", "lightning-pool", "generic-pool"]) {
      const { subject, ratio } = await inChild<Comparison>(import.meta.url, name);
      peers.push({ name, value: subject, unit: "ns" as const, ratio });
    }
    return [
      {
        question: "acquire + settle, 1,000,000 sessions against 8",
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
  const small = await openPool(name, 8);
  const large = await openPool(name, 1_000_000);
  await large.cycle(1_000_000);
  return compare(
    (times) => large.cycle(times),
    (times) => small.cycle(times),
  );
}
