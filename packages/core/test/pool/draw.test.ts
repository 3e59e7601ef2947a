import { createRandom } from "@sessionary/core/testing";
import { expect, it } from "vitest";
import { drawId } from "../../src/pool/draw.ts";

it("draws UUIDs of version 4, the same for the same seed and never the same twice", () => {
  const draw = (): string[] => {
    const random = createRandom(7);
    return Array.from({ length: 1_000 }, () => drawId(random));
  };
  const ids = draw();
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(ids).size).toBe(1_000);
  expect(draw()).toEqual(ids);
});

it("uses every digit", () => {
  const random = createRandom(1);
  const digits = new Set(Array.from({ length: 100 }, () => drawId(random)).join(""));
  expect([...digits].sort().join("")).toBe("-0123456789abcdef");
});
