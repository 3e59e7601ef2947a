import { describe, expect, it } from "vitest";
import { parseOptions, UsageError } from "../src/options.ts";

describe("the command line", () => {
  it("says nothing about a run of the usual size", () => {
    const usual = { pages: 2000, sessions: 8, workers: 4, seed: 1, json: false };
    expect(parseOptions([])).toEqual(usual);
  });

  it("changes the run", () => {
    const args = ["--json", "--pages", "400", "--sessions=6", "--workers", "2", "--seed", "0"];
    const changed = { pages: 400, sessions: 6, workers: 2, seed: 0, json: true };
    expect(parseOptions(args)).toEqual(changed);
  });

  it.each([["--help"], ["-h"]])("asks for help by %s", (flag) => {
    expect(parseOptions([flag])).toBe("help");
  });

  it.each([
    [["--pages", "0"], 'example: expected `--pages` to be an integer from 1 to 100000, got "0"'],
    [
      ["--sessions", "1e1"],
      'example: expected `--sessions` to be an integer from 1 to 200, got "1e1"',
    ],
    [["--workers", "33"], 'example: expected `--workers` to be an integer from 2 to 32, got "33"'],
    [["--seed="], 'example: expected `--seed` to be an integer from 0 to 9007199254740991, got ""'],
    [["--seed"], "example: Option '--seed <value>' argument missing"],
    [["--page", "3"], "example: Unknown option '--page'"],
    [["400"], "example: Unexpected argument '400'"],
  ])("is refused: %j", (args, message) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
    expect(() => parseOptions(args)).toThrow(message);
  });
});
