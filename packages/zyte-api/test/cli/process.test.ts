import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createZyteEmulator } from "@sessionary/testkit/zyte";
import { expect, test } from "vitest";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

function start(
  argv: readonly string[],
  apiKey: string,
): ChildProcess & { said: Promise<string[]> } {
  const child = spawn(
    process.execPath,
    ["--import", TSX, "--conditions=@sessionary/source", MAIN, ...argv],
    { env: { ...process.env, ZYTE_API_KEY: apiKey }, stdio: ["pipe", "pipe", "pipe"] },
  );
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  // Not everybody asks.
  said.catch(() => undefined);
  return Object.assign(child, { said });
}

test("the program reads standard input, writes standard output, and ends by itself", async () => {
  await using zyte = await createZyteEmulator();
  const child = start(["-", "--api-url", zyte.url], zyte.apiKey);
  child.stdin?.end("http://shop.example/product/1\n");
  const [[code], [out, messages]] = await Promise.all([once(child, "close"), child.said]);
  expect([code, messages]).toEqual([0, expect.stringContaining("1 done") as string]);
  expect(JSON.parse(out ?? "")).toMatchObject({ echoData: "http://shop.example/product/1" });
});

test("Ctrl-C ends it with what is done written", async () => {
  await using zyte = await createZyteEmulator();
  const slow = zyte.site.waitFor("request", ({ path }) => path === "/slow");
  const child = start(["-", "--api-url", zyte.url, "--n-conn", "1"], zyte.apiKey);
  // Standard input stays open, as on a terminal.
  child.stdin?.write("http://shop.example/product/1\nhttp://shop.example/slow\n");
  await slow;
  child.kill("SIGINT");
  const [[code], [out, messages]] = await Promise.all([once(child, "close"), child.said]);
  expect([code, messages]).toEqual([130, expect.stringContaining("interrupted") as string]);
  expect(JSON.parse(out ?? "")).toMatchObject({ echoData: "http://shop.example/product/1" });
  zyte.site.release();
});

test("a reader that has seen enough ends it", async () => {
  await using zyte = await createZyteEmulator();
  const child = start(["-", "--api-url", zyte.url, "--n-conn", "1"], zyte.apiKey);
  child.stdout?.destroy();
  child.stdin?.on("error", () => undefined);
  for (let n = 0; n < 20; n++) child.stdin?.write(`http://shop.example/product/${n + 1}\n`);
  child.stdin?.end();
  const [[code]] = await Promise.all([once(child, "close"), child.said.catch(() => undefined)]);
  expect(code).toBe(1);
  expect(zyte.requests.length).toBeLessThan(20);
});

test("a reader of the help that has seen enough is no crash", async () => {
  const child = start(["--help"], "");
  child.stdout?.destroy();
  const messages: string[] = [];
  child.stderr?.on("data", (chunk: Buffer) => messages.push(chunk.toString()));
  const [code] = await once(child, "close");
  expect([code, messages]).toEqual([0, []]);
});

test("the list of processes does not show a key that was given as an argument", async () => {
  await using zyte = await createZyteEmulator();
  const slow = zyte.site.waitFor("request", ({ path }) => path === "/slow");
  const child = start(["-", "--api-url", zyte.url, "--api-key", zyte.apiKey], "");
  child.stdin?.end("http://shop.example/slow\n");
  await slow;
  const shown = execFileSync("ps", ["-o", "args=", "-p", String(child.pid)], { encoding: "utf8" });
  expect(shown).toContain("sessionary-zyte");
  expect(shown).not.toContain(zyte.apiKey);
  zyte.site.release();
  const [code] = await once(child, "close");
  expect(code).toBe(0);
});
