import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, expect, test } from "vitest";

import { findRedisServer } from "../../src/redis/index.ts";
import { requireRedisServer } from "../../src/redis/find-redis-server.ts";

const folder = mkdtempSync(join(tmpdir(), "redis-"));
afterAll(() => rmSync(folder, { recursive: true }));

function program(name: string, mode = 0o755): string {
  const path = join(folder, name);
  writeFileSync(path, "");
  chmodSync(path, mode);
  return path;
}

test("the one that REDIS_SERVER_PATH names comes first", () => {
  const named = program("mine");
  program("redis-server");
  expect(findRedisServer({ env: { REDIS_SERVER_PATH: named, PATH: folder } })).toBe(named);
});

test("a REDIS_SERVER_PATH that is no program is an error, not a reason to take another", () => {
  program("redis-server");
  const env = { REDIS_SERVER_PATH: program("data", 0o644), PATH: folder };
  expect(() => findRedisServer({ env })).toThrow("REDIS_SERVER_PATH names no program");
});

test("one of the system's is found on PATH, Redis before Valkey", () => {
  const valkey = program("valkey-server");
  rmSync(join(folder, "redis-server"), { force: true });
  expect(findRedisServer({ env: { PATH: `/nowhere:${folder}` } })).toBe(valkey);
  const redis = program("redis-server");
  expect(findRedisServer({ env: { PATH: `/nowhere:${folder}` } })).toBe(redis);
});

test("without any, there is none to find, and the error says what to install", () => {
  const env = { PATH: "/nowhere" };
  expect(findRedisServer({ env })).toBeUndefined();
  expect(() => requireRedisServer({ env })).toThrow(
    expect.objectContaining({
      code: "ERR_NO_REDIS_SERVER",
      message: expect.stringMatching(/no Redis server was found.*apt-get install redis-server/),
    }),
  );
});

test("there is one here", () => {
  expect(findRedisServer()).toMatch(/(redis|valkey)-server$/);
});
