import type { ContenderName } from "./contenders/by-name.ts";
import { inChild } from "./in-child.ts";
import type { Hold, PeerQuantity, Row } from "./row.ts";
import type { Comparison } from "./rounds.ts";

/** One line: ours and every peer, each beside the reference in a child of its own. */
export interface Versus {
  readonly question: string;
  /** Exports `measure(contender, ...values)`. */
  readonly module: string;
  readonly values: readonly unknown[];
  readonly peers: readonly ContenderName[];
  readonly hold?: Hold;
}

export async function againstReference(versus: Versus): Promise<Row> {
  const { question, module, values, hold } = versus;
  const ours = await inChild<Comparison>(module, "sessionary", ...values);
  const peers: PeerQuantity[] = [];
  for (const name of versus.peers) {
    const { subject, ratio } = await inChild<Comparison>(module, name, ...values);
    peers.push({ name, value: subject, unit: "ns", ratio });
  }
  return {
    question,
    ours: { value: ours.subject, unit: "ns" },
    reference: { value: ours.reference, unit: "ns" },
    peers,
    ratio: ours.ratio,
    ...(hold && { hold }),
  };
}
