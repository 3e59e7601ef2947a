import { expect, test } from "vitest";
import { retryAfterMs } from "../../src/status/retry-after.ts";

const NOW = Date.UTC(2026, 0, 5, 12, 0, 0);

test.each([
  ["0", 0],
  ["120", 120_000],
  [" 5 ", 5_000],
  ["Mon, 05 Jan 2026 12:01:00 GMT", 60_000],
  ["Monday, 05-Jan-26 12:01:00 GMT", 60_000],
  ["Mon, 05 Jan 2026 11:00:00 GMT", 0],
  ["-1", undefined],
  ["1.5", undefined],
  ["soon", undefined],
  ["2026", 2_026_000],
  ["2026-01-05", undefined],
  ["", undefined],
  [null, undefined],
])("%j is a wait of %j ms", (header, expected) => {
  expect(retryAfterMs(header, NOW)).toBe(expected);
});
