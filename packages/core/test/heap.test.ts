import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Heap, type HeapEntry } from "../src/heap.ts";

interface Item extends HeapEntry {
  readonly name: number;
}

function item(name: number): Item {
  return { name, heapKey: 0, heapIndex: -1, heapOrder: 0 };
}

describe("Heap", () => {
  it("pops what was pushed with the lowest key first", () => {
    const heap = new Heap<Item>();
    for (const key of [5, 1, 4, 2, 3]) heap.push(item(key), key);
    expect(heap.peek()?.name).toBe(1);
    expect(drain(heap)).toEqual([1, 2, 3, 4, 5]);
    expect(heap.pop()).toBeUndefined();
  });

  it("pops equal keys in the order they were pushed", () => {
    const heap = new Heap<Item>();
    for (let name = 0; name < 20; name++) heap.push(item(name), 7);
    expect(drain(heap)).toEqual(Array.from({ length: 20 }, (_, name) => name));
  });

  it("puts an updated item behind all that have its new key", () => {
    const heap = new Heap<Item>();
    const first = item(0);
    for (const each of [first, item(1), item(2)]) heap.push(each, 1);
    heap.update(first, 1);
    expect(drain(heap)).toEqual([1, 2, 0]);
  });

  it("leaves an item that is not there alone", () => {
    const heap = new Heap<Item>();
    const [one, other] = [item(1), item(2)];
    heap.push(one, 1);
    expect(heap.remove(other)).toBe(false);
    expect(heap.remove(one)).toBe(true);
    expect(heap.remove(one)).toBe(false);
    expect(heap.has(one)).toBe(false);
    expect(heap.size).toBe(0);
  });

  it("orders Infinity last and takes an item back after it was popped", () => {
    const heap = new Heap<Item>();
    const [never, soon] = [item(1), item(2)];
    heap.push(never, Infinity);
    heap.push(soon, -1);
    expect(heap.pop()).toBe(soon);
    heap.push(soon, 0);
    expect(drain(heap)).toEqual([2, 1]);
  });

  it("agrees with a sorted array whatever is pushed, updated, removed and popped", () => {
    const names = Array.from({ length: 16 }, (_, name) => name);
    const command = fc.record({
      do: fc.constantFrom<Verb[]>("push", "update", "remove", "pop"),
      name: fc.nat({ max: 15 }),
      key: fc.nat({ max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(command, { maxLength: 120 }), (commands) => {
        const heap = new Heap<Item>();
        const model = new Model();
        const items = new Map(names.map((name) => [name, item(name)]));
        for (const { do: verb, name, key } of commands) {
          const each = items.get(name) ?? item(name);
          if (verb === "push" && heap.has(each)) continue;
          expect(apply(heap, verb, each, key)).toBe(model.apply(verb, name, key));
          expect(heap.size).toBe(model.names.length);
          expect(heap.peek()?.name).toBe(model.names[0]);
          expect(names.filter((one) => heap.has(items.get(one) ?? item(one)))).toEqual(
            model.names.toSorted((a, b) => a - b),
          );
        }
        expect(drain(heap)).toEqual(model.names);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

type Verb = "push" | "update" | "remove" | "pop";

function apply(
  heap: Heap<Item>,
  verb: Verb,
  each: Item,
  key: number,
): number | boolean | undefined {
  if (verb === "pop") return heap.pop()?.name;
  if (verb === "remove") return heap.remove(each);
  heap[verb](each, key);
  return undefined;
}

class Model {
  #entries: { readonly name: number; readonly key: number }[] = [];

  get names(): readonly number[] {
    return this.#entries.map((entry) => entry.name);
  }

  apply(verb: Verb, name: number, key: number): number | boolean | undefined {
    if (verb === "pop") return this.#entries.shift()?.name;
    const known = this.names.includes(name);
    this.#entries = this.#entries.filter((entry) => entry.name !== name);
    if (verb === "remove") return known;
    this.#entries.push({ name, key });
    this.#entries.sort((a, b) => a.key - b.key);
    return undefined;
  }
}

function drain(heap: Heap<Item>): number[] {
  const popped: number[] = [];
  for (let next = heap.pop(); next !== undefined; next = heap.pop()) popped.push(next.name);
  return popped;
}
