import { memoryStore } from "@sessionary/core";
import type { MakeStore } from "@sessionary/testkit/conformance";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkStore, storeGroups } from "../../src/conformance/store/describe-store.ts";
import { someCommands, someLimits } from "../../src/conformance/store/equality/command.ts";
import { compareStores } from "../../src/conformance/store/equality/describe-store-equality.ts";
import { sabotagedStores } from "./sabotaged-stores.ts";

const sound: MakeStore = ({ clock }) => ({
  store: memoryStore(),
  advance: (ms) => clock.advance(ms),
});

/** What no sequence of commands on one pool can show, or only one in very many. */
const unseen = [
  "wakes nobody",
  "says that all is lost",
  "settles again and again",
  "lets a newcomer have the id of another",
  "remembers too few keys",
  "takes any ok for the end of a rest",
];

/** Stores in memory answer within a few turns of the event loop, or never. */
async function outcomeOf(checking: Promise<void>): Promise<string> {
  let outcome = "hangs";
  checking.then(
    () => (outcome = "passes"),
    () => (outcome = "fails"),
  );
  for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
  return outcome;
}

describe("describeStore", () => {
  it.each(sabotagedStores)("notices a store that $sabotage", async ({ breaks, make }) => {
    const check = storeGroups.flatMap(({ cases }) => cases[breaks] ?? [])[0];
    if (check === undefined) throw new Error(`there is no check "${breaks}"`);
    expect(await outcomeOf(checkStore(make, check))).toBe(
      breaks.includes("wakes") ? "hangs" : "fails",
    );
  });

  it("has a sabotaged store for each topic", () => {
    const broken = new Set(sabotagedStores.map(({ breaks }) => breaks));
    const untested = storeGroups.filter(
      ({ cases }) => !Object.keys(cases).some((name) => broken.has(name)),
    );
    expect(untested.map(({ topic }) => topic)).toEqual([]);
  });

  it("has a name of its own for each check", () => {
    const names = storeGroups.flatMap(({ cases }) => Object.keys(cases));
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("describeStoreEquality", () => {
  const visible = sabotagedStores.filter(({ sabotage }) => !unseen.includes(sabotage));

  it.each(visible)("notices a store that $sabotage", { timeout: 60_000 }, async ({ make }) => {
    const property = fc.asyncProperty(someLimits, someCommands, (limits, commands) =>
      compareStores(sound, make, limits, commands),
    );
    const { failed } = await fc.check(property, { numRuns: 1_000, seed: 7, endOnFailure: true });
    expect(failed).toBe(true);
  });
});
