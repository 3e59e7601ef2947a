import { expect, test } from "vitest";
import { failureWait, throttlingWait } from "../../src/retry/waits.ts";

/** The shortest and the longest wait after each number of attempts, in seconds. */
function ranges(wait: typeof failureWait, attempts: number): readonly (readonly number[])[] {
  return Array.from({ length: attempts }, (_, index) =>
    [0, 1].map((random) => wait(index + 1, () => random) / 1000),
  );
}

test("throttled queries wait 20 to 40 s twice, then 30 s and up to 10 minutes more", () => {
  expect(ranges(throttlingWait, 12)).toEqual([
    [20, 40],
    [20, 40],
    [30, 34],
    [30, 38],
    [30, 46],
    [30, 62],
    [30, 94],
    [30, 158],
    [30, 286],
    [30, 542],
    [30, 630],
    [30, 630],
  ]);
});

test("other failures wait 3 to 8 s, and up to 62", () => {
  expect(ranges(failureWait, 8)).toEqual([
    [3, 8],
    [3, 9],
    [3, 11],
    [3, 15],
    [3, 23],
    [3, 39],
    [3, 62],
    [3, 62],
  ]);
});

test("a wait is drawn evenly from its range, and the two parts of one separately", () => {
  const draws = [0.25, 0.75];
  expect(failureWait(7, () => draws.shift() ?? 0)).toBe((3 + 4 * 0.25 + 55 * 0.75) * 1000);
  expect(throttlingWait(1, () => 0.5)).toBe(30_000);
});
