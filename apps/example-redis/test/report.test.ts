import { createTestSite } from "@sessionary/testkit";
import { beforeAll, expect, it } from "vitest";
import { isGood, renderTable, summarize, type Run } from "../src/report.ts";
import { totalsOf } from "../src/totals.ts";

const init = { passed: 3, rejected: 1, checkError: 0, failed: 0, later: 0 };
const use = {
  ok: 4,
  error: 1,
  invalid: 0,
  checkError: 0,
  expired: 0,
  throttled: 0,
  inconclusive: 2,
};
let run: Run;

beforeAll(async () => {
  await using site = await createTestSite();
  run = {
    pages: 8,
    right: 8,
    seed: 1,
    size: 4,
    workers: 2,
    workersKilled: 1,
    maxSessions: 4,
    maxUsesOfOne: 1,
    alive: 4,
    tookMs: 2_000,
    totals: totalsOf([
      { init, use, retired: { errors: 1 } },
      { init, use, retired: { errors: 1, check: 2 } },
    ]),
    shop: site.truth().totals,
  };
});

it("adds up what the workers have counted", () => {
  expect(summarize(run)).toEqual({
    pages: 8,
    right: 8,
    sessions: { built: 6, retired: { errors: 2, check: 2 }, alive: 4 },
    retries: 6,
    initsPerPage: 1,
    pagesPerSecond: 4,
    seed: 1,
    size: 4,
    maxSessions: 4,
    workersKilled: 1,
  });
  expect(renderTable(run)).toMatch(/│ sessions retired +│ 4 \(2 errors, 2 check\) +│/);
});

it("is good when every page is right, the pool kept to its size, and no session was shared", () => {
  expect(isGood(run)).toBe(true);
  expect(isGood({ ...run, maxSessions: 3 })).toBe(true);
  expect(isGood({ ...run, right: 7 })).toBe(false);
  expect(isGood({ ...run, maxSessions: 5 })).toBe(false);
  expect(isGood({ ...run, maxUsesOfOne: 2 })).toBe(false);
});
