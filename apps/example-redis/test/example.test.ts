import { once } from "node:events";
import { createConnection } from "node:net";
import { describe, expect, it } from "vitest";
import {
  endOf,
  isRunning,
  resultOf,
  runExample,
  startExample,
  whenPrinted,
} from "./support/example.ts";

const STARTED = /redis:\/\/127\.0\.0\.1:(\d+), shop http:\/\/\S+, workers ([\d ]+) \(process ids\)/;

describe("the example", () => {
  it("collects every page with one pool in four processes, though one of them is killed", async () => {
    const args = ["--json", "--pages", "300", "--sessions", "4", "--seed", "5"];
    const ended = await runExample(args);
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\{.*\}\n$/) });
    expect(ended.stderr).toMatch(
      /\nworker [1-4] is killed; pages that it leaves to the others: \d\n/,
    );
    const { sessions, retries, initsPerPage, pagesPerSecond, maxSessions, ...result } =
      resultOf(ended);
    expect(result).toEqual({
      pages: 300,
      right: 300,
      seed: 5,
      size: 4,
      workersKilled: 1,
    });
    expect(maxSessions).toBeGreaterThan(1);
    expect(maxSessions).toBeLessThanOrEqual(4);
    const retired = Object.values(sessions.retired).reduce((sum, count) => sum + count, 0);
    expect(retired).toBeGreaterThan(0);
    expect(sessions.alive).toBeGreaterThan(0);
    expect(sessions.alive).toBeLessThanOrEqual(4);
    // Not all of them are counted: what the killed worker did last, it took with it.
    expect(sessions.built).toBeGreaterThan(4);
    expect(retries).toBeGreaterThan(0);
    expect(initsPerPage).toBeGreaterThanOrEqual(sessions.built / 300 - 0.0001);
    expect(pagesPerSecond).toBeGreaterThan(0);
  });

  it("tells people in lines and a table; a page that the killed worker was at is done by another", async () => {
    const { code, stdout, stderr } = await runExample(["--pages", "1", "--sessions", "2"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/\nworker [1-4] is killed; pages that it leaves to the others: 1\n/);
    expect(stdout).toMatch(/\n1 of 1 pages, \d+ sessions built, 0 retired, /);
    expect(stdout).toMatch(/│ pages right +│ 1 of 1 +│/);
    expect(stdout).toMatch(/│ workers killed +│ 1 of 4 +│\n.+\n$/);
  });

  it("really kills a worker; Ctrl-C then ends all of it, and nothing is left", async () => {
    const example = startExample(["--pages", "2000", "--sessions", "4", "--workers", "3"]);
    const ended = endOf(example);
    const [[, port, ids], [, killed]] = await Promise.all([
      whenPrinted(example, STARTED),
      whenPrinted(example, /worker (\d) is killed/),
    ]);
    const pids = (ids ?? "").split(" ").map(Number);
    expect(pids.map(isRunning)).toEqual([1, 2, 3].map((number) => number !== Number(killed)));
    example.kill("SIGINT");
    const { code, stdout, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 130, stderr: "" });
    expect(stdout).toMatch(/│ pages right +│ 1\d{3} of 2000 +│/);
    expect(pids.map(isRunning)).toEqual([false, false, false]);
    const [error] = await once(createConnection(Number(port), "127.0.0.1"), "error");
    expect(error).toMatchObject({ code: "ECONNREFUSED" });
  });

  it("takes its workers along when it is killed itself", async () => {
    const example = startExample(["--pages", "2000"]);
    const ended = endOf(example);
    await whenPrinted(example, /200 of 2000 pages/);
    example.kill("SIGKILL");
    // Workers write to the same standard error: as long as one of them runs, it does not end.
    expect(await ended).toMatchObject({ code: null });
  });
});

describe("the exit code is 1", () => {
  it("when one page is wrong", async () => {
    const meddling = `import { ServerResponse } from "node:http";
      const { end } = ServerResponse.prototype;
      const zero = (_, tag, price) => tag + price.replace(/[0-9]/g, "0");
      ServerResponse.prototype.end = function (body, ...rest) {
        const isLie = this.req.url === "/product/7" && body !== undefined;
        return end.call(this, isLie ? String(body).replace(/(class="price">)([0-9.]+)/, zero) : body, ...rest);
      };`;
    const ended = await runExample(["--json", "--pages", "40"], { meddling });
    expect(ended.code).toBe(1);
    expect(resultOf(ended)).toMatchObject({ pages: 40, right: 39, size: 8 });
  });

  it("when there are more sessions than the pool may have: here each worker has a pool of its own", async () => {
    const meddling = `if (process.send) {
      const settings = JSON.parse(process.argv[2]);
      settings.redis += "?keyPrefix=" + process.pid + ":";
      process.argv[2] = JSON.stringify(settings);
    }`;
    const ended = await runExample(["--json", "--pages", "200", "--sessions", "2"], { meddling });
    expect(ended.code).toBe(1);
    const { maxSessions, ...result } = resultOf(ended);
    expect(result).toMatchObject({ pages: 200, right: 200, size: 2 });
    expect(maxSessions).toBeGreaterThan(2);
  });

  it("when a page is missing: here every worker that is told to collect it ends", async () => {
    const meddling = `if (process.send) process.on("message", ({ page }) => page === 9 && process.exit(3));`;
    const ended = await runExample(["--json", "--pages", "20", "--sessions", "2"], { meddling });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain("has ended by itself: 3\n");
    expect(resultOf(ended).right).toBeLessThan(20);
  });

  it("when no Redis server is installed, and it says so in a line", async () => {
    const { REDIS_SERVER_PATH: _path, ...rest } = process.env;
    const ended = await runExample([], { env: { ...rest, PATH: "/nowhere" } });
    expect(ended).toMatchObject({ code: 1, stdout: "" });
    expect(ended.stderr).toMatch(/^example: .*no Redis server was found: .*\n$/);
  });
});

describe("a wrong command line", () => {
  it("is explained, and the exit code is 2", async () => {
    const { code, stdout, stderr } = await runExample(["--workers", "1"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(
      /^example: expected `--workers` to be an integer from 2 to 32, got "1"\n/,
    );
    expect(stderr).toContain("pnpm start [options]");
  });
});
