import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const folder = fileURLToPath(new URL("..", import.meta.url));

/** Starts it as its users do. */
async function start(...args: readonly string[]): Promise<string> {
  const command = ["--import", "tsx", "--conditions=@sessionary/source", "src/main.ts", ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: folder });
  return stdout;
}

it.each(["1", "7"])("gets every price right, through links alone: seed %s", async (seed) => {
  const before = readdirSync(folder);
  const last = (await start("--json", "--seed", seed)).trim().split("\n").at(-1) ?? "";
  const result = JSON.parse(last) as {
    pages: number;
    right: number;
    sessions: number;
    retries: number;
  };
  expect(Object.keys(result)).toEqual(["pages", "right", "sessions", "retries"]);
  expect(result).toMatchObject({ pages: 60, right: 60 });
  expect(result.sessions).toBeGreaterThan(4);
  expect(result.retries).toBeGreaterThan(0);
  expect(readdirSync(folder)).toEqual(before);
});

it("tells people in a line", async () => {
  expect(await start()).toMatch(/60 of 60 prices are right: \d+ sessions, \d+ retries\n$/);
});

it("one wrong page, and the exit code is 1", async () => {
  // The shop is in the same process: it shows a wrong price for one product.
  const lie = `import { ServerResponse } from "node:http";
    const { end } = ServerResponse.prototype;
    const zero = (_, tag, price) => tag + price.replace(/[0-9]/g, "0");
    ServerResponse.prototype.end = function (body, ...rest) {
      const isLie = this.req.url === "/product/7" && body !== undefined;
      return end.call(this, isLie ? String(body).replace(/(class="price">)([0-9.]+)/, zero) : body, ...rest);
    };`;
  const flag = `--import=data:text/javascript,${encodeURIComponent(lie)}`;
  const command = [
    "--import",
    "tsx",
    "--conditions=@sessionary/source",
    flag,
    "src/main.ts",
    "--json",
  ];
  const ended = promisify(execFile)(process.execPath, command, { cwd: folder });
  await expect(ended).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/"pages":60,"right":59,.*\n$/),
  });
});
