import { expect, test } from "vitest";

import { draw, drawInteger, drawToken } from "../../src/site/random.ts";

const NUMBERS = Array.from({ length: 10_000 }, (_, index) => index);

test("a draw depends on the seed and the key and on nothing else", () => {
  expect(draw(1, "ban", 7)).toBe(draw(1, "ban", 7));
  expect(draw(1, "ban", 7)).not.toBe(draw(2, "ban", 7));
  expect(draw(1, "ban", 7)).not.toBe(draw(1, "expire", 7));
  expect(draw(1, "ban", 7)).not.toBe(draw(1, "ban", 8));
});

test("keys don't run into each other", () => {
  expect(draw(1, "a", 11)).not.toBe(draw(1, "a", 1, 1));
  expect(draw(1, "a", 1)).not.toBe(draw(1, "a1"));
});

test.each([0.05, 0.15, 0.5])(
  "a share of %d hits about that share of consecutive numbers",
  (share) => {
    const hits = NUMBERS.filter((number) => draw("seed", "variant", number) < share).length;
    expect(hits / NUMBERS.length).toBeGreaterThan(share * 0.85);
    expect(hits / NUMBERS.length).toBeLessThan(share * 1.15);
  },
);

test("drawn integers take every value of their range and no other", () => {
  const drawn = new Set(NUMBERS.map((number) => drawInteger([3, 12], 1, "ban", number)));
  expect([...drawn].sort((a, b) => a - b)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test("tokens are 32 hexadecimal digits and differ", () => {
  const tokens = new Set(NUMBERS.map((number) => drawToken(1, "session", number)));
  expect(tokens.size).toBe(NUMBERS.length);
  for (const token of tokens) expect(token).toMatch(/^[0-9a-f]{32}$/);
});
