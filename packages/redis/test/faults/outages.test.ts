import {
  createTcpProxy,
  startRedisServer,
  type RedisServer,
  type TcpProxy,
} from "@sessionary/testkit/redis";
import { Redis } from "ioredis";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { redisStore } from "../../src/index.ts";
import { build, leaseFrom, openIn, openPool } from "../support/pools.ts";

let server: RedisServer;
beforeEach(async () => {
  server = await startRedisServer();
  return () => server.close();
});

function connectTo(port: number): Redis {
  const client = new Redis(port, server.host);
  client.on("error", () => undefined);
  onTestFinished(() => client.disconnect());
  return client;
}

async function network(): Promise<TcpProxy> {
  const proxy = await createTcpProxy({ port: server.port });
  onTestFinished(() => proxy.close());
  return proxy;
}

test("a pool whose server is lost again while it is made anew is told as lost all the same", async () => {
  const client = connectTo(server.port);
  const pool = await openPool(client);
  await build(pool, "a", { token: "of a" });
  const gone: string[] = [];
  pool.watch(
    () => undefined,
    ({ id }) => gone.push(id),
  );
  // The server knows the script from now on.
  expect(await pool.counts()).toMatchObject({ live: 1 });
  await client.flushall();
  const evalsha = client.evalsha.bind(client) as (...args: unknown[]) => Promise<unknown>;
  let isLost = false;
  const failing = async (...args: unknown[]): Promise<unknown> => {
    if (isLost) throw new Error("connection lost");
    const reply = await evalsha(...args);
    isLost = Array.isArray(reply) && reply[0] === "gone";
    return reply;
  };
  Object.assign(client, { evalsha: failing });
  await expect(pool.counts()).rejects.toThrow("connection lost");
  isLost = false;
  expect(await pool.counts()).toMatchObject({ live: 0, vacancies: 3 });
  expect(gone).toEqual(["a"]);
  expect(pool.get("a")).toBeUndefined();
});

test("a pool that cannot listen is not opened, and can be later", async () => {
  const proxy = await network();
  const client = connectTo(server.port);
  Object.assign(client, {
    duplicate: (override: object) => new Redis({ port: proxy.port, host: proxy.host, ...override }),
  });
  const store = redisStore(client, { commandTimeoutMs: 300 });
  proxy.stall();
  await expect(openIn(store)).rejects.toThrow("no answer from Redis within 300 ms");
  proxy.resume();
  const pool = await openIn(store);
  await build(pool, "a", { token: "of a" });
  await pool.close();
});

test("a pool is closed, and says what is to be freed, while its server is away", async () => {
  const store = redisStore(connectTo(server.port), { commandTimeoutMs: 300, localLeaseMs: 1_000 });
  const pool = await openIn<{ token: string }>(store);
  const other = await openIn(store, { name: "other" });
  await build(pool, "a", { token: "of a" });
  await pool.settle(await leaseFrom(pool), "ok");
  await server.kill();
  expect(await pool.close()).toMatchObject([{ session: { id: "a" }, reason: "closed" }]);
  expect(await other.close()).toEqual([]);
});

test("a session whose builder gave up waiting for the server does not enter the pool later", async () => {
  const proxy = await network();
  const pool = await openPool(connectTo(proxy.port), { store: { commandTimeoutMs: 300 } });
  const listener = connectTo(server.port);
  await listener.psubscribe("*");
  const gone = new Promise<void>((resolve) => {
    listener.on("pmessage", (_pattern, _channel, text: string) => {
      if (text.startsWith("gone ")) resolve();
    });
  });
  const vacancy = await pool.reserve({ upTo: "max" });
  if (vacancy === undefined) throw new Error("expected a vacancy");
  const built = { state: { token: "of a" }, variant: undefined, ageMs: 0, lifeMs: Infinity };
  proxy.stall();
  await expect(pool.fill(vacancy, { id: "a", pauseMs: 0, ...built })).rejects.toThrow("no answer");
  proxy.resume();
  await gone;
  expect(await pool.counts()).toMatchObject({ live: 0, starting: 0, vacancies: 3 });
});

test("a session that is sent again, because the connection was lost before its answer came, is in the pool once", async () => {
  const client = connectTo(server.port);
  const pool = await openPool(client);
  // The server knows the script from now on.
  await build(pool, "a", { token: "of a" });
  const evalsha = client.evalsha.bind(client) as (...args: unknown[]) => Promise<unknown>;
  const twice = async (...args: unknown[]): Promise<unknown> => {
    await evalsha(...args);
    return evalsha(...args);
  };
  const vacancy = await pool.reserve({ upTo: "max" });
  if (vacancy === undefined) throw new Error("expected a vacancy");
  Object.assign(client, { evalsha: twice });
  const built = { id: "b", state: { token: "of b" }, variant: undefined };
  const filled = await pool.fill(vacancy, { ...built, ageMs: 0, lifeMs: Infinity, pauseMs: 0 });
  Object.assign(client, { evalsha });
  expect(filled).toMatchObject({ session: { id: "b", slot: 1, state: { token: "of b" } } });
  expect((await pool.list()).map(({ id }) => id)).toEqual(["a", "b"]);
  expect(await pool.counts()).toMatchObject({ live: 2, starting: 0, vacancies: 1 });
});
