import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

/** Runs the example as `pnpm start` does, with further flags for Node. */
function start(args: readonly string[], ...more: readonly string[]) {
  const flags = ["--import=tsx", "--conditions=@sessionary/source", ...more];
  return spawn(process.execPath, [...flags, main, ...args], { stdio: ["ignore", "pipe", "pipe"] });
}

async function endOf(example: ReturnType<typeof start>) {
  const [[code], stdout, stderr] = await Promise.all([
    once(example, "close") as Promise<[number | null]>,
    text(example.stdout),
    text(example.stderr),
  ]);
  return { code, stderr, lines: stdout.trimEnd().split("\n") };
}

test("every page is right, through sessions that come and go", async () => {
  const { code, stderr, lines } = await endOf(start(["--json", "--pages", "60", "--seed", "5"]));
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const { sessions, retries, ...result } = JSON.parse(lines.at(-1) ?? "") as Record<string, number>;
  expect(result).toEqual({ pages: 60, right: 60 });
  expect(sessions).toBeGreaterThan(4);
  expect(retries).toBeGreaterThan(0);
});

test("one wrong page, and the exit code is 1", async () => {
  const lie = `const { parse } = JSON; JSON.parse = (...args) => {
    const value = parse(...args);
    if (value?.product === 7) value.price = 0;
    return value;
  };`;
  const flag = `--import=data:text/javascript,${encodeURIComponent(lie)}`;
  const { code, lines } = await endOf(start(["--json", "--pages", "20"], flag));
  expect(code).toBe(1);
  expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ pages: 20, right: 19 });
});

test("Ctrl-C ends it, with nothing left behind", async () => {
  const example = start(["--pages", "5000", "--json"]);
  const ended = endOf(example);
  await once(example.stdout, "data"); // it has begun
  example.kill("SIGINT");
  const { code, stderr, lines } = await ended;
  expect({ code, stderr }).toEqual({ code: 130, stderr: "" });
  expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ pages: 5000 });
});

test("a wrong command line is refused", async () => {
  const { code, stderr } = await endOf(start(["--page", "7"]));
  expect(code).toBe(1);
  expect(stderr).toContain("Unknown option '--page'");
});
