import { expect, test } from "vitest";
import { judgeStatus } from "../../src/index.ts";

const NOW = Date.UTC(2026, 0, 5, 12, 0, 0);

function judge(status: number, headers: Record<string, string> = {}): unknown {
  return judgeStatus({ status, headers: new Headers(headers) }, NOW);
}

test.each([0, 200, 302, 404, 418, 451])("%i says nothing", (status) => {
  expect(judge(status, { "retry-after": "7" })).toBeUndefined();
});

test.each([401, 403, 407])("%i blames the session", (status) => {
  expect(judge(status)).toEqual({ verdict: "error", reason: `status ${status}` });
});

test.each([500, 502, 503, 520])("%i is the site's own trouble", (status) => {
  expect(judge(status)).toEqual({ verdict: "inconclusive", reason: `status ${status}` });
});

test("429 asks the session to rest, for as long as it says", () => {
  expect(judge(429)).toEqual({ verdict: "throttled", reason: "status 429" });
  expect(judge(429, { "retry-after": "Mon, 05 Jan 2026 12:00:30 GMT" })).toMatchObject({
    retryAfterMs: 30_000,
  });
});

test("of the others, Retry-After makes a rest of 503 alone", () => {
  expect(judge(503, { "retry-after": "1" })).toMatchObject({ verdict: "throttled" });
  expect(judge(500, { "retry-after": "1" })).toMatchObject({ verdict: "inconclusive" });
});
