import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

interface Ended {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const flags = ["--import=tsx", "--conditions=@sessionary/source"];
  const example = spawn(process.execPath, [...flags, main, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  const [[code], stdout, stderr] = await Promise.all([
    once(example, "close") as Promise<unknown[]>,
    text(example.stdout),
    text(example.stderr),
  ]);
  return { code, stdout, stderr };
}

it("collects every price in a browser, though its visitors are banned, and leaves a screenshot", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sessionary-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const screenshot = join(folder, "shop.png");
  const ended = await run(["--json", "--seed", "5", "--screenshot", screenshot]);
  expect(ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\{.*\}\n$/) });
  const result = JSON.parse(ended.stdout) as Record<string, number>;
  expect(Object.keys(result)).toEqual(["pages", "right", "sessions", "retries"]);
  expect(result).toMatchObject({ pages: 24, right: 24 });
  expect(result["retries"]).toBeGreaterThan(0);
  expect(result["sessions"]).toBeGreaterThan(3);
  const image = await readFile(screenshot);
  // A PNG file begins with these eight bytes.
  expect(image.subarray(0, 8).toString("hex")).toBe("89504e470d0a1a0a");
  expect(image.length).toBeGreaterThan(2_000);
});

it("ends with exit code 1 when a page is not right: without a browser none is", async () => {
  const env = { CHROMIUM_PATH: process.execPath }; // a program, but no browser
  const { code, stdout, stderr } = await run(["--json", "--pages", "2"], env);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toEqual({ pages: 2, right: 0, sessions: 0, retries: 0 });
  expect(stderr).toContain("0 of 2 prices right");
});
