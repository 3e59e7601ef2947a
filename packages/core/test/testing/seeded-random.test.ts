import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/testing/index.ts";

describe("createRandom", () => {
  it("gives the same numbers for the same seed and others for another", () => {
    expect(draw(7, 5)).toEqual(draw(7, 5));
    expect(draw(7, 5)).not.toEqual(draw(8, 5));
  });

  it("fills [0, 1) evenly", () => {
    const digits = draw(1, 10_000).map((value) => Math.floor(value * 10));
    const bins = Array.from(
      { length: 10 },
      (_, bin) => digits.filter((digit) => digit === bin).length,
    );
    expect(bins.reduce((sum, count) => sum + count)).toBe(10_000);
    expect(Math.min(...bins)).toBeGreaterThan(900);
    expect(Math.max(...bins)).toBeLessThan(1_100);
  });
});

function draw(seed: number, count: number): number[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, random);
}
