/** Someone in the line. */
export interface Waiter {
  /** Higher ones go first. */
  readonly priority: number;
  /** Of the same priority, lower ones go first. */
  readonly order: number;
}

/** Waiters by priority, then by order: a binary heap, from which any of them may leave. */
export class WaitingLine<Item extends Waiter> {
  readonly #items: Item[] = [];
  readonly #places = new Map<Item, number>();

  get size(): number {
    return this.#items.length;
  }

  join(item: Item): void {
    this.#up(item, this.#items.push(item) - 1);
  }

  /** The first of the line. */
  shift(): Item | undefined {
    const first = this.#items[0];
    if (first !== undefined) this.leave(first);
    return first;
  }

  leave(item: Item): void {
    const place = this.#places.get(item);
    if (place === undefined) return;
    this.#places.delete(item);
    const last = this.#items.pop();
    if (last === undefined || last === item) return;
    this.#up(last, place);
    this.#down(last, this.#places.get(last) ?? place);
  }

  #up(item: Item, from: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const other = this.#items[above];
      if (other === undefined || !isBefore(item, other)) break;
      this.#put(other, place);
      place = above;
    }
    this.#put(item, place);
  }

  #down(item: Item, from: number): void {
    let place = from;
    for (;;) {
      const left = 2 * place + 1;
      const [a, b] = [this.#items[left], this.#items[left + 1]];
      if (a === undefined) break;
      const [below, at] = b !== undefined && isBefore(b, a) ? [b, left + 1] : [a, left];
      if (!isBefore(below, item)) break;
      this.#put(below, place);
      place = at;
    }
    this.#put(item, place);
  }

  #put(item: Item, place: number): void {
    this.#items[place] = item;
    this.#places.set(item, place);
  }
}

function isBefore(a: Waiter, b: Waiter): boolean {
  return a.priority === b.priority ? a.order < b.order : a.priority > b.priority;
}
