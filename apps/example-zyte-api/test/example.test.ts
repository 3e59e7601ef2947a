import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the example in a process of its own, as `pnpm start` does. */
function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const flags = ["--import=tsx", "--conditions=@sessionary/source", main];
  const { ZYTE_API_KEY: _key, ...rest } = process.env;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...flags, ...args],
      { env: { ...rest, ...env } },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

describe("the example", () => {
  it("collects 200 pages of one location through sessions that come and go, on the emulator", async () => {
    const { code, stdout, stderr } = await run(["--json", "--seed", "2"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const result = JSON.parse(stdout) as {
      readonly pages: number;
      readonly right: number;
      readonly sessions: number;
      readonly retired: Record<string, number>;
      readonly counters: Record<string, number>;
    };
    const retired = Object.values(result.retired).reduce((sum, count) => sum + count, 0);
    expect(result).toMatchObject({ pages: 200, right: 200 });
    expect(retired).toBeGreaterThan(0);
    expect(result.sessions).toBeGreaterThanOrEqual(8);
    expect(result.counters["scrapy-zyte-api/sessions/use/check-passed"]).toBe(200);
    expect(result.counters["scrapy-zyte-api/sessions/init/check-passed"]).toBe(result.sessions);
  });

  it("tells people in lines", async () => {
    const { code, stdout, stderr } = await run(["--pages", "10"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^10 of 10 pages are right, \d+ a second\n8 sessions were built\n/);
  });

  it.each<[string[], Record<string, string>, string]>([
    [["--live", "--url", "https://shop.example/{n}"], {}, "--live wants a key in ZYTE_API_KEY"],
    [["--live"], { ZYTE_API_KEY: "secret-key" }, "--live wants a --url"],
    [
      ["--live", "--url", "shop.example/{n}"],
      { ZYTE_API_KEY: "secret-key" },
      'expected --url to be a URL, got "shop.example/{n}"',
    ],
    [
      ["--live", "--url", "https://shop.example/"],
      { ZYTE_API_KEY: "secret-key" },
      "expected --url to have {n} in the place of the page's number",
    ],
    [["--pages", "0"], {}, 'expected --pages to be an integer from 1 to 10000, got "0"'],
    [["--paegs", "1"], {}, "Unknown option '--paegs'"],
  ])("explains a wrong command line, and ends with 2: %j", async (args, env, message) => {
    const { code, stdout, stderr } = await run(args, env);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("secret-key");
  });
});
