import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import { type RedisServer, startRedisServer } from "../../src/redis/index.ts";
import { ask } from "../../src/redis/wire/ask.ts";
import { canListen, connectTo, expectGone, isAlive } from "./gone.ts";

const folder = mkdtempSync(join(tmpdir(), "redis-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function valueOf(server: RedisServer, key: string): Promise<unknown> {
  const [reply] = await ask(server.port, ["GET", key]);
  return reply;
}

describe("a server", () => {
  test("is there when its promise resolves, and leaves nothing when it is closed", async () => {
    const server = await startRedisServer();
    const { pid, port, dir } = server;
    expect(server).toMatchObject({ host: "127.0.0.1", url: `redis://127.0.0.1:${port}` });
    expect(await ask(port, ["PING"], ["ECHO", "so"])).toEqual(["PONG", "so"]);
    expect(isAlive(pid)).toBe(true);
    await Promise.all([server.close(), server.close()]);
    expect(server.pid).toBeUndefined();
    await expectGone({ pid, port, dir });
  });

  test("stands beside others", async () => {
    const servers = await Promise.all([startRedisServer(), startRedisServer(), startRedisServer()]);
    await Promise.all(servers.map(({ port }, index) => ask(port, ["SET", "key", `${index}`])));
    const values = await Promise.all(servers.map((server) => valueOf(server, "key")));
    expect(values).toEqual(["0", "1", "2"]);
    await Promise.all(servers.map((server) => server.close()));
  });

  test("listens outside the range of outgoing connections, where its port could be taken while it is down", async () => {
    await using server = await startRedisServer();
    expect(server.port).toBeGreaterThanOrEqual(10_000);
    expect(server.port).toBeLessThan(32_768);
  });

  test("keeps nothing when it is killed and comes back at the same address", async () => {
    await using server = await startRedisServer();
    const { pid, port, dir } = server;
    await ask(port, ["SET", "key", "value"]);
    await server.kill();
    expect(isAlive(pid)).toBe(false);
    expect(server.pid).toBeUndefined();
    expect(await canListen(port)).toBe(true);
    await server.kill(); // it is down: nothing to do
    await server.restart();
    expect(server).toMatchObject({ port, dir });
    expect(server.pid).not.toBe(pid);
    expect(await valueOf(server, "key")).toBeNull();
  });

  test("keeps what it is told to persist, killed or asked to end", async () => {
    const args = ["--appendonly", "yes", "--appendfsync", "always"];
    await using server = await startRedisServer({ args });
    await ask(server.port, ["SET", "key", "first"]);
    await server.kill("SIGKILL");
    await server.restart();
    expect(await valueOf(server, "key")).toBe("first");
    await ask(server.port, ["SET", "key", "second"]);
    await server.kill("SIGTERM");
    await server.restart();
    expect(await valueOf(server, "key")).toBe("second");
  });

  test("takes a snapshot when its arguments say so and it is asked to end", async () => {
    await using server = await startRedisServer({ args: ["--save", "3600", "1"] });
    await ask(server.port, ["SET", "key", "value"]);
    await server.restart();
    expect(await valueOf(server, "key")).toBe("value");
  });

  test("answers nothing while it is paused, and everything afterwards", async () => {
    await using server = await startRedisServer();
    server.pause();
    let hasAnswered = false;
    const answer = ask(server.port, ["PING"]).then((replies) => {
      hasAnswered = true;
      return replies;
    });
    // A second server has been started, asked and closed: time enough for an answer.
    await using other = await startRedisServer();
    await ask(other.port, ["PING"]);
    expect(hasAnswered).toBe(false);
    server.resume();
    expect(await answer).toEqual(["PONG"]);
  });

  test("ends when it is asked to, even if it is paused", async () => {
    await using server = await startRedisServer();
    const { pid } = server;
    server.pause();
    await server.kill("SIGTERM");
    expect(isAlive(pid)).toBe(false);
    await server.restart();
    server.pause();
    await server.close();
  });

  test("hangs up when it is killed", async () => {
    await using server = await startRedisServer();
    const { hungUp } = await connectTo(server.port);
    await server.kill();
    await expect(hungUp).resolves.toBeUndefined();
  });

  test("works on a port and in a folder that are given, and leaves the folder", async () => {
    const first = await startRedisServer();
    const { port } = first;
    await first.close();
    const dir = join(folder, "given");
    const server = await startRedisServer({ port, dir, args: ["--appendonly", "yes"] });
    expect(server).toMatchObject({ port, dir });
    await server.close();
    expect(existsSync(join(dir, "appendonlydir"))).toBe(true);
    expect(await canListen(port)).toBe(true);
  });
});

describe("a server that can't start", () => {
  test("rejects with what it printed", async () => {
    await expect(startRedisServer({ args: ["--maxmemory", "much"] })).rejects.toMatchObject({
      code: "ERR_REDIS_SERVER_EXITED",
      message: expect.stringMatching(/status 1.*maxmemory/s),
    });
  });

  test("rejects when the port it is given is taken", async () => {
    await using server = await startRedisServer();
    await expect(startRedisServer({ port: server.port })).rejects.toMatchObject({
      code: "ERR_REDIS_SERVER_EXITED",
      message: expect.stringContaining("Address already in use"),
    });
    expect(await ask(server.port, ["PING"])).toEqual(["PONG"]);
  });

  test("rejects when it is closed", async () => {
    const server = await startRedisServer();
    await server.close();
    const closed = { code: "ERR_REDIS_SERVER_CLOSED" };
    await expect(server.restart()).rejects.toMatchObject(closed);
    expect(() => server.pause()).toThrow(expect.objectContaining(closed));
    expect(() => server.resume()).toThrow(expect.objectContaining(closed));
    await server.kill();
  });

  test.each([
    [{ ports: 1 }, "unknown option `ports`"],
    [{ port: 70_000 }, "`port` to be an integer from 1 to 65535, got 70000"],
    [{ dir: "" }, "`dir` to be a folder"],
    [{ args: "--save" }, "`args` to be a list of texts"],
    [{ args: ["--PORT", "1"] }, "`args` to be free of --port, --bind"],
  ])("refuses %j", async (options, message) => {
    await expect(startRedisServer(options as object)).rejects.toMatchObject({
      code: "ERR_INVALID_OPTION",
      message: expect.stringContaining(message),
    });
  });
});

test("a command that Redis refuses is an error that names it", async () => {
  await using server = await startRedisServer();
  await expect(ask(server.port, ["CLUSTER", "INFO"])).rejects.toMatchObject({
    code: "ERR_REDIS_SERVER_REFUSED",
    message: expect.stringMatching(/CLUSTER INFO: ERR This instance has cluster support disabled/),
  });
});
