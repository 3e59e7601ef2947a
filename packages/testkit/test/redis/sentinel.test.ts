import { expect, test } from "vitest";

import { type RedisSentinel, startRedisSentinel } from "../../src/redis/index.ts";
import { ask } from "../../src/redis/wire/ask.ts";
import { expectGone } from "./gone.ts";

/** The port of the master in the eyes of every sentinel. */
async function masterPorts({ sentinels, name }: RedisSentinel): Promise<readonly unknown[]> {
  const command = ["SENTINEL", "get-master-addr-by-name", name];
  const replies = await Promise.all(sentinels.map(({ port }) => ask(port, command)));
  return replies.map(([address]) => Number((address as readonly string[])[1]));
}

test("a sentinel names the master, and the replica when the master is gone", async () => {
  await using redis = await startRedisSentinel();
  const { master, replica } = redis;
  expect(redis.name).toBe("mymaster");
  expect(await masterPorts(redis)).toEqual([master.port]);
  expect(await ask(master.port, ["SET", "key", "value"], ["WAIT", "1", "0"])).toEqual(["OK", 1]);
  const failedOver = redis.whenFailedOver();
  await master.kill();
  await failedOver;
  expect(await masterPorts(redis)).toEqual([replica.port]);
  expect(await ask(replica.port, ["GET", "key"], ["SET", "key", "new"])).toEqual(["value", "OK"]);
});

test("three sentinels know each other and agree", async () => {
  const redis = await startRedisSentinel({ name: "shop", sentinels: 3, downAfterMs: 500 });
  const { master, replica, sentinels } = redis;
  expect(await masterPorts(redis)).toEqual([master.port, master.port, master.port]);
  for (const { port } of sentinels) {
    const [others] = await ask(port, ["SENTINEL", "SENTINELS", "shop"]);
    expect(others).toHaveLength(2);
  }
  const all = [master, replica, ...sentinels].map(({ pid, port, dir }) => ({ pid, port, dir }));
  await Promise.all([redis.close(), redis.close()]);
  for (const server of all) await expectGone(server);
});

test("one that can't start leaves nothing and says why", async () => {
  await expect(startRedisSentinel({ args: ["--maxmemory", "much"] })).rejects.toMatchObject({
    code: "ERR_REDIS_SERVER_EXITED",
    message: expect.stringContaining("maxmemory"),
  });
});

test.each([
  [{ sentinels: 0 }, "`sentinels` to be an integer from 1 to 5, got 0"],
  [{ name: "a b" }, "`name` to be a name of [A-Za-z0-9._-]"],
  [{ downAfterMs: 0.5 }, "`downAfterMs` to be an integer >= 1"],
  [{ quorum: 1 }, "unknown option `quorum`"],
])("refuses %j", async (options, message) => {
  await expect(startRedisSentinel(options as object)).rejects.toMatchObject({
    code: "ERR_INVALID_OPTION",
    message: expect.stringContaining(message),
  });
});
