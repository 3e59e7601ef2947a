import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { chromiumLaunch, findChromium } from "../../src/chromium/index.ts";

const folder = mkdtempSync(join(tmpdir(), "chromium-"));
afterAll(() => rmSync(folder, { recursive: true }));

function program(name: string, mode = 0o755): string {
  const path = join(folder, name);
  writeFileSync(path, "");
  chmodSync(path, mode);
  return path;
}

const none = { executablePath: () => join(folder, "not-downloaded") };
const system = program("chromium");
const own = program("playwrights-own");

test("the one that CHROMIUM_PATH names comes first", () => {
  const named = program("mine");
  const env = { CHROMIUM_PATH: named, PATH: folder };
  expect(findChromium({ executablePath: () => own }, { env })).toBe(named);
});

test("a CHROMIUM_PATH that is no program is an error, not a reason to take another", () => {
  const env = { CHROMIUM_PATH: program("data", 0o644), PATH: folder };
  expect(() => findChromium(none, { env })).toThrow("CHROMIUM_PATH names no program");
});

test("Playwright's own is preferred, and started without a path", () => {
  const launch = chromiumLaunch({ executablePath: () => own }, { env: { PATH: folder } });
  expect(launch).toMatchObject({ headless: true, args: expect.arrayContaining(["--no-sandbox"]) });
  expect(launch).not.toHaveProperty("executablePath");
});

test("one of the system's is found on PATH", () => {
  expect(chromiumLaunch(none, { env: { PATH: `/nowhere:${folder}` } })).toMatchObject({
    executablePath: system,
  });
});

test("where Playwright knows no browser for the system, one on PATH will do", () => {
  const unknown = {
    executablePath: (): string => {
      throw new Error("unsupported platform");
    },
  };
  expect(findChromium(unknown, { env: { PATH: folder } })).toBe(system);
});

test("without any, the error says what to install", () => {
  expect(() => chromiumLaunch(none, { env: { PATH: "" } })).toThrow(
    /No Chromium was found.*playwright-core install chromium.*apt-get install chromium/,
  );
});
