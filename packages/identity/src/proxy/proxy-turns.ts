import type { ProxyContext } from "./proxy-chooser.ts";

/** Slots remembered, of all variants; there is no end to those that a program may come up with. */
const MAX_REMEMBERED = 10_000;

/** Whose turn it is, for every slot of every variant. */
export class ProxyTurns {
  /** The last turn by slot and variant, the one asked longest ago first. */
  readonly #last = new Map<string, number>();
  readonly #variantsBySlot = new Map<number, number>();

  /** An integer >= 0; one more than the last of this slot and variant. */
  next({ slot, variant }: Pick<ProxyContext, "slot" | "variant">): number {
    const key = `${slot} ${canonical(variant)}`;
    const last = this.#last.get(key);
    const turn = last === undefined ? this.#start(slot) : last + 1;
    this.#last.delete(key);
    this.#last.set(key, turn);
    if (this.#last.size > MAX_REMEMBERED) {
      const [oldest = key] = this.#last.keys();
      this.#last.delete(oldest);
    }
    return turn;
  }

  /** Many variants with one session each shall not all get the first proxy. */
  #start(slot: number): number {
    const variants = this.#variantsBySlot.get(slot) ?? 0;
    this.#variantsBySlot.set(slot, variants + 1);
    return slot + variants;
  }
}

/** JSON with the keys of objects in order: those of equal variants may differ in theirs. */
function canonical(variant: unknown): string {
  const sorted = (_: string, value: unknown): unknown =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return JSON.stringify(variant, sorted) ?? "";
}
