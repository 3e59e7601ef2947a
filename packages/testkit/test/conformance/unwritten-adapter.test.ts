import { describe, expect, it } from "vitest";
import { adapterGroups, checkAdapter } from "../../src/conformance/adapter/describe-adapter.ts";
import type { AdapterHarness, OpaqueRequest } from "../../src/conformance/adapter/harness.ts";
import { createPlainHarness } from "./plain-harness.ts";

const unwritten = new Error("not written yet");

/** What whoever writes an adapter begins with. */
const harness = createPlainHarness((adapter) => ({
  ...adapter,
  send: () => Promise.reject(unwritten),
})) as unknown as AdapterHarness<OpaqueRequest, unknown>;

function checkOf(name: string): Parameters<typeof checkAdapter>[1] {
  const check = adapterGroups.flatMap(({ cases }) => cases[name] ?? [])[0];
  if (check === undefined) throw new Error(`there is no check "${name}"`);
  return check;
}

describe("a check of an adapter whose send() is not written", () => {
  it("says so at once, though it waits for something else", async () => {
    const check = checkOf("close refuses who waits and lets running requests finish");
    // Far longer than this test may take.
    await expect(checkAdapter(harness, check, 3_600_000)).rejects.toBe(unwritten);
  });

  it("says so in the end, where it reckons with an error", async () => {
    const check = checkOf("close ends requests that run longer than the drain time");
    await expect(checkAdapter(harness, check, 200)).rejects.toMatchObject({
      message: "still waiting after 200 ms, for what never came",
      cause: unwritten,
    });
  });
});
