/** What a figure counts. */
export type Unit = "ns" | "ms" | "s" | "B" | "kB" | "req/s" | "leases/s" | "commands" | "x";

/** A figure with its unit. */
export interface Quantity {
  readonly value: number;
  readonly unit: Unit;
}

/** A figure of somebody else's, with what it is relative to the reference where there is one. */
export interface PeerQuantity extends Quantity {
  readonly name: string;
  readonly ratio?: number;
}

/** What is to be held: the ratio to the reference, or our own figure. */
export interface Hold {
  readonly of: "ratio" | "value";
  readonly bound: "most" | "least";
  readonly limit: number;
}

/** One line of the table. */
export interface Row {
  readonly question: string;
  readonly ours: Quantity;
  readonly reference?: Quantity;
  readonly peers: readonly PeerQuantity[];
  readonly ratio?: number;
  /** Missing where the line only informs. */
  readonly hold?: Hold;
}

export type Outcome = "held" | "missed" | "info";

export function outcomeOf({ hold, ratio, ours }: Row): Outcome {
  if (hold === undefined) return "info";
  const figure = hold.of === "ratio" ? ratio : ours.value;
  if (figure === undefined) return "missed";
  const isHeld = hold.bound === "most" ? figure <= hold.limit : figure >= hold.limit;
  return isHeld ? "held" : "missed";
}
