import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LinkedList, type ListNode } from "../src/linked-list.ts";

interface Item extends ListNode<Item> {
  readonly name: number;
}

function item(name: number): Item {
  return { name, prev: undefined, next: undefined };
}

const byName = (a: Item, b: Item): number => a.name - b.name;

describe("LinkedList", () => {
  it("shifts what was pushed in order", () => {
    const list = new LinkedList<Item>();
    for (const name of [1, 2, 3]) list.pushBack(item(name));
    list.pushFront(item(0));
    expect(names(list)).toEqual([0, 1, 2, 3]);
    expect([list.shift()?.name, list.shift()?.name]).toEqual([0, 1]);
    expect(list.size).toBe(2);
  });

  it("inserts behind equal items", () => {
    const list = new LinkedList<Item>();
    const [first, second] = [item(1), item(1)];
    list.pushBack(item(0));
    list.pushBack(first);
    list.pushBack(item(2));
    list.insertSorted(second, byName);
    expect(first.next).toBe(second);
    expect(names(list)).toEqual([0, 1, 1, 2]);
  });

  it("knows a lone item and forgets it when it leaves", () => {
    const list = new LinkedList<Item>();
    const lone = item(1);
    expect(list.remove(lone)).toBe(false);
    list.pushBack(lone);
    expect(list.has(lone)).toBe(true);
    expect(list.remove(lone)).toBe(true);
    expect(list.remove(lone)).toBe(false);
    expect([list.first, list.last, list.size, list.shift()]).toEqual([
      undefined,
      undefined,
      0,
      undefined,
    ]);
  });

  it.each<[string, Insertion[]]>([
    ["pushed at the ends", ["pushBack", "pushFront"]],
    ["inserted in order", ["insertSorted"]],
  ])("agrees with an array when items are %s, removed and shifted", (_how, insertions) => {
    const command = fc.record({
      do: fc.constantFrom<Verb[]>(...insertions, "remove", "shift"),
      name: fc.nat({ max: 15 }),
    });
    fc.assert(
      fc.property(fc.array(command, { maxLength: 120 }), (commands) => {
        const list = new LinkedList<Item>();
        const model: number[] = [];
        const items = new Map(Array.from({ length: 16 }, (_, name) => [name, item(name)]));
        for (const { do: verb, name } of commands) {
          const each = items.get(name) ?? item(name);
          expect(list.has(each)).toBe(model.includes(name));
          if (verb in insertModel && list.has(each)) continue;
          expect(apply(list, verb, each)).toBe(applyModel(model, verb, name));
          expect(list.size).toBe(model.length);
          expect(names(list)).toEqual(model);
          expect(backwards(list)).toEqual(model.toReversed());
        }
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

type Insertion = "pushBack" | "pushFront" | "insertSorted";
type Verb = Insertion | "remove" | "shift";

function apply(list: LinkedList<Item>, verb: Verb, each: Item): number | boolean | undefined {
  if (verb === "shift") return list.shift()?.name;
  if (verb === "remove") return list.remove(each);
  if (verb === "insertSorted") list.insertSorted(each, byName);
  else list[verb](each);
  return undefined;
}

const insertModel: { readonly [verb in Insertion]: (model: number[], name: number) => void } = {
  pushBack: (model, name) => model.push(name),
  pushFront: (model, name) => model.unshift(name),
  insertSorted: (model, name) =>
    model.splice(model.filter((other) => other <= name).length, 0, name),
};

function applyModel(model: number[], verb: Verb, name: number): number | boolean | undefined {
  if (verb === "shift") return model.shift();
  if (verb === "remove") {
    const at = model.indexOf(name);
    if (at >= 0) model.splice(at, 1);
    return at >= 0;
  }
  insertModel[verb](model, name);
  return undefined;
}

function names(list: LinkedList<Item>): number[] {
  const seen: number[] = [];
  for (let at = list.first; at !== undefined; at = at.next) seen.push(at.name);
  return seen;
}

function backwards(list: LinkedList<Item>): number[] {
  const seen: number[] = [];
  for (let at = list.last; at !== undefined; at = at.prev) seen.push(at.name);
  return seen;
}
