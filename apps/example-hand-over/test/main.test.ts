import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

async function run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const flags = ["--import=tsx", "--conditions=@sessionary/source"];
  const child = spawn(process.execPath, [...flags, main, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("close", resolve);
    child.once("error", reject);
  });
  const [code, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, out, err };
}

describe("the example", () => {
  it("collects every page, by fetch, by axios and in the browser, through sessions that a browser was let in with", async () => {
    const { code, out, err } = await run("--json", "--seed", "5");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const result = JSON.parse(out.trimEnd().split("\n").at(-1) ?? "");
    expect(Object.keys(result)).toEqual(["pages", "right", "sessions", "retries"]);
    expect(result).toMatchObject({ pages: 63, right: 63 });
    expect(result.sessions).toBeGreaterThan(3);
    expect(result.retries).toBeGreaterThan(0);
    expect(out).toContain("from 1 address");
  });

  it("tells people in a sentence", async () => {
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(out).toMatch(
      /^63 of 63 prices are right: 30 by fetch, 30 by axios, 3 by the browser\. .+\n$/,
    );
  });
});
