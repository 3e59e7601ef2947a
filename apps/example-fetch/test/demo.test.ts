import { once } from "node:events";

import { describe, expect, it } from "vitest";

import { endOf, resultOf, runDemo, startDemo } from "./support/demo.ts";

describe("the demo", () => {
  it("collects every page through sessions that come and go", async () => {
    const ended = await runDemo("--json", "--pages", "60", "--sessions", "3", "--seed", "5");
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\{.*\}\n$/) });
    const { sessions, ...result } = resultOf(ended);
    expect(result).toMatchObject({ pages: 60, right: 60, seed: 5 });
    expect(result.retries).toBeGreaterThan(0);
    expect(result.pagesPerSecond).toBeGreaterThan(0);
    const retired = Object.values(sessions.retired).reduce((sum, count) => sum + count, 0);
    expect(retired).toBeGreaterThan(0);
    expect(sessions.built).toBe(retired + sessions.alive);
    expect(result.initsPerPage).toBeGreaterThanOrEqual(sessions.built / 60 - 0.0001);
  });

  it("meets the same shop with the same seed, and another one with another", async () => {
    // One session at a time: the same visitors in the same order.
    const args = ["--json", "--pages", "80", "--sessions", "1"];
    const [first, again, other] = await Promise.all([
      runDemo(...args, "--seed", "5"),
      runDemo(...args, "--seed", "5"),
      runDemo(...args, "--seed", "6"),
    ]);
    const { pagesPerSecond: _first, ...expected } = resultOf(first);
    expect(resultOf(again)).toMatchObject(expected);
    const { seed: _seed, ...fate } = expected;
    expect(resultOf(other)).not.toMatchObject(fate);
  });

  it("tells people in lines and a table", async () => {
    const { code, stdout, stderr } = await runDemo("--pages", "20", "--sessions", "2");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const lines = stdout.trimEnd().split("\n");
    expect(lines.filter((line) => / of 20 pages, /.test(line))).toHaveLength(10);
    expect(stdout).toMatch(/│ pages right +│ 20 of 20 +│/);
    expect(stdout).toMatch(/│ inits per page +│ 0\.\d+ +│/);
  });

  it("prints what it has when it is interrupted", async () => {
    const demo = startDemo("--pages", "2000", "--sessions", "2");
    const ended = endOf(demo);
    await once(demo.stdout, "data"); // the first tenth
    demo.kill("SIGINT");
    const { code, stdout, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 130, stderr: "" });
    expect(stdout).toMatch(/│ pages right +│ \d{3,} of 2000 +│/);
  });
});

describe("a wrong command line", () => {
  it("is explained, and the exit code is 2", async () => {
    const { code, stdout, stderr } = await runDemo("--pages", "0");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(
      /^demo: expected `--pages` to be an integer from 1 to 100000, got "0"\n/,
    );
    expect(stderr).toContain("npm run demo -- [options]");
  });
});
