import { describe, expect, it } from "vitest";

import { parseOptions, UsageError } from "../src/options.ts";

describe("the command line", () => {
  it("says nothing about a run of the usual size", () => {
    expect(parseOptions([])).toEqual({ pages: 1000, sessions: 8, seed: 1, json: false });
  });

  it("changes the run", () => {
    const args = ["--json", "--pages", "400", "--sessions=6", "--seed", "0"];
    expect(parseOptions(args)).toEqual({ pages: 400, sessions: 6, seed: 0, json: true });
  });

  it.each([["--help"], ["-h"]])("asks for help by %s", (flag) => {
    expect(parseOptions([flag])).toBe("help");
  });

  it.each([
    [["--pages", "0"], 'demo: expected `--pages` to be an integer from 1 to 100000, got "0"'],
    [["--pages", "1e3"], 'demo: expected `--pages` to be an integer from 1 to 100000, got "1e3"'],
    [
      ["--sessions", "201"],
      'demo: expected `--sessions` to be an integer from 1 to 200, got "201"',
    ],
    [["--seed="], 'demo: expected `--seed` to be an integer from 0 to 9007199254740991, got ""'],
    [
      ["--seed=-1"],
      'demo: expected `--seed` to be an integer from 0 to 9007199254740991, got "-1"',
    ],
    [["--seed"], "demo: Option '--seed <value>' argument missing"],
    [["--page", "3"], "demo: Unknown option '--page'"],
    [["400"], "demo: Unexpected argument '400'"],
  ])("is refused: %j", (args, message) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
    expect(() => parseOptions(args)).toThrow(message);
  });
});
