/**
 * What does taking a session and giving it back cost?
 *
 * One caller takes and gives back, one after the other, from a full pool. The reference is a ring of records behind one `await` that
 * reads the clock once. Ours awaits both the lease and its settling; peers await what returns a promise. Each contender runs in a child
 * process of its own, in rounds of 30 ms that alternate with rounds of the reference on a ring of the same size; the ratio is the
 * median of 21 rounds. Crawlee and tarn are left out where filling them takes minutes.
 */
import { againstReference } from "../against-reference.ts";
import { openPool, type ContenderName } from "../contenders/by-name.ts";
import type { Question } from "../question.ts";
import { compare, type Comparison } from "../rounds.ts";

const PEERS: readonly (readonly [size: number, peers: readonly ContenderName[]])[] = [
  [8, ["lightning-pool", "generic-pool", "crawlee", "tarn"]],
  [1000, ["lightning-pool", "generic-pool", "crawlee", "tarn"]],
  [100_000, ["lightning-pool", "generic-pool", "tarn"]],
  [1_000_000, ["lightning-pool", "generic-pool"]],
];

export const leaseAndSettle: Question = {
  name: "lease-and-settle",
  async ask() {
    const rows = [];
    for (const [size, peers] of PEERS) {
      rows.push(
        await againstReference({
          question: `acquire + settle, ${size.toLocaleString("en-US")} sessions`,
          module: import.meta.url,
          values: [size],
          peers,
          hold: { of: "ratio", bound: "most", limit: 3 },
        }),
      );
    }
    return rows;
  },
};

export async function measure(name: ContenderName, size: number): Promise<Comparison> {
  const pool = await openPool(name, size);
  const reference = await openPool("ring", size);
  // Every session once: what the first use of a session costs is the question of filling.
  await pool.cycle(size);
  await reference.cycle(size);
  return compare(
    (times) => pool.cycle(times),
    (times) => reference.cycle(times),
  );
}
