/** What an item carries to be kept in a {@link LinkedList}. Written by the list alone; both start as `undefined`. */
export interface ListNode<T> {
  prev: T | undefined;
  next: T | undefined;
}

/** A doubly linked list through its items: any of them leaves in constant time. An item is in one list at a time. */
export class LinkedList<T extends ListNode<T>> {
  #first: T | undefined;
  #last: T | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get first(): T | undefined {
    return this.#first;
  }

  get last(): T | undefined {
    return this.#last;
  }

  /** Whether the item is in this list, given that it is in no other. */
  has(item: T): boolean {
    return item.prev !== undefined || this.#first === item;
  }

  pushBack(item: T): void {
    this.#insertAfter(this.#last, item);
  }

  pushFront(item: T): void {
    this.#insertAfter(undefined, item);
  }

  /** Inserts before the first item that `compare` puts after the new one; searches from the front. */
  insertSorted(item: T, compare: (a: T, b: T) => number): void {
    let after = this.#first;
    while (after !== undefined && compare(after, item) <= 0) after = after.next;
    this.#insertAfter(after === undefined ? this.#last : after.prev, item);
  }

  /** Takes the first item out. */
  shift(): T | undefined {
    const item = this.#first;
    if (item !== undefined) this.remove(item);
    return item;
  }

  /** Answers whether the item was there. */
  remove(item: T): boolean {
    if (!this.has(item)) return false;
    const { prev, next } = item;
    if (prev === undefined) this.#first = next;
    else prev.next = next;
    if (next === undefined) this.#last = prev;
    else next.prev = prev;
    item.prev = item.next = undefined;
    this.#size--;
    return true;
  }

  #insertAfter(prev: T | undefined, item: T): void {
    const next = prev === undefined ? this.#first : prev.next;
    item.prev = prev;
    item.next = next;
    if (prev === undefined) this.#first = item;
    else prev.next = item;
    if (next === undefined) this.#last = item;
    else next.prev = item;
    this.#size++;
  }
}
