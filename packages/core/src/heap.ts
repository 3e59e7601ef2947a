/** What an item carries to be kept in a {@link Heap}. Written by the heap alone; `heapIndex` starts as -1. */
export interface HeapEntry {
  heapKey: number;
  /** Where the item is in its heap; -1 while it is in none. */
  heapIndex: number;
  /** Decides between equal keys: first in, first out. */
  heapOrder: number;
}

/**
 * A binary min-heap that knows where its items are, so that any of them leaves or moves in logarithmic time. Items with equal
 * keys come out in the order they were pushed. An item is in one heap at a time.
 */
export class Heap<T extends HeapEntry> {
  readonly #items: T[] = [];
  #order = 0;

  get size(): number {
    return this.#items.length;
  }

  has(item: T): boolean {
    return this.#items[item.heapIndex] === item;
  }

  peek(): T | undefined {
    return this.#items[0];
  }

  push(item: T, key: number): void {
    item.heapKey = key;
    item.heapOrder = this.#order++;
    this.#up(item, this.#items.length);
  }

  pop(): T | undefined {
    const item = this.#items[0];
    if (item !== undefined) this.remove(item);
    return item;
  }

  /** Answers whether the item was there. */
  remove(item: T): boolean {
    if (!this.has(item)) return false;
    const hole = item.heapIndex;
    const last = this.#items.pop();
    item.heapIndex = -1;
    if (last !== undefined && last !== item) this.#place(last, hole);
    return true;
  }

  /** Gives an item another key, or the same again: it then comes after all that have it. Pushes an item that was not there. */
  update(item: T, key: number): void {
    if (!this.has(item)) return this.push(item, key);
    item.heapKey = key;
    item.heapOrder = this.#order++;
    this.#place(item, item.heapIndex);
  }

  #place(item: T, index: number): void {
    this.#up(item, index);
    this.#down(item, item.heapIndex);
  }

  #up(item: T, start: number): void {
    const items = this.#items;
    let index = start;
    while (index > 0) {
      const parent = items[(index - 1) >> 1];
      if (parent === undefined || isBefore(parent, item)) break;
      const above = parent.heapIndex;
      items[index] = parent;
      parent.heapIndex = index;
      index = above;
    }
    items[index] = item;
    item.heapIndex = index;
  }

  #down(item: T, start: number): void {
    const items = this.#items;
    let index = start;
    for (;;) {
      let child = items[2 * index + 1];
      const right = items[2 * index + 2];
      if (child !== undefined && right !== undefined && isBefore(right, child)) child = right;
      if (child === undefined || isBefore(item, child)) break;
      const below = child.heapIndex;
      items[index] = child;
      child.heapIndex = index;
      index = below;
    }
    items[index] = item;
    item.heapIndex = index;
  }
}

function isBefore(a: HeapEntry, b: HeapEntry): boolean {
  return a.heapKey < b.heapKey || (a.heapKey === b.heapKey && a.heapOrder < b.heapOrder);
}
