import { describe, expect, it } from "vitest";
import { adapterGroups, checkAdapter } from "../../src/conformance/adapter/describe-adapter.ts";
import type { AdapterHarness, OpaqueRequest } from "../../src/conformance/adapter/harness.ts";
import { sabotagedAdapters } from "./sabotaged-adapters.ts";

/** Checks that wait for what a broken adapter never does end after this time. Sound adapters take a tenth of it. */
const PATIENCE_MS = 1_000;

describe("describeAdapter", () => {
  it.each(sabotagedAdapters)("notices an adapter that $sabotage", async ({ breaks, harness }) => {
    const check = adapterGroups.flatMap(({ cases }) => cases[breaks] ?? [])[0];
    if (check === undefined) throw new Error(`there is no check "${breaks}"`);
    const opaque = harness as unknown as AdapterHarness<OpaqueRequest, unknown>;
    await expect(checkAdapter(opaque, check, PATIENCE_MS)).rejects.toBeInstanceOf(Error);
  });

  it("has a sabotaged adapter for each topic", () => {
    const broken = new Set(sabotagedAdapters.map(({ breaks }) => breaks));
    const untested = adapterGroups.filter(
      ({ cases }) => !Object.keys(cases).some((name) => broken.has(name)),
    );
    expect(untested.map(({ topic }) => topic)).toEqual([]);
  });

  it("has a name of its own for each check", () => {
    const names = adapterGroups.flatMap(({ cases }) => Object.keys(cases));
    expect(new Set(names).size).toBe(names.length);
  });
});
