import type { ProxyContext } from "./proxy-chooser.ts";

/** Slots remembered, of all pools and variants; there is no end to those that a program may come up with. */
const MAX_REMEMBERED = 10_000;

/** Whose turn it is, for every slot of every pool and variant. */
export class ProxyTurns {
  /** The last turn by slot, pool and variant, the one asked longest ago first. */
  readonly #last = new Map<string, number>();
  readonly #startsBySlot = new Map<number, number>();

  /** An integer >= 0; one more than the last of this slot, pool and variant. */
  next({ pool, slot, variant }: Pick<ProxyContext, "pool" | "slot" | "variant">): number {
    const key = JSON.stringify([slot, pool, canonical(variant)]);
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

  /** Many pools with one session each shall not all get the first proxy. */
  #start(slot: number): number {
    const starts = this.#startsBySlot.get(slot) ?? 0;
    this.#startsBySlot.set(slot, starts + 1);
    return slot + starts;
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
