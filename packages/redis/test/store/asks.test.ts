import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { build, leaseFrom, openPool } from "../support/pools.ts";
import { withRedis } from "../support/redis.ts";

const redis = withRedis();
let client: Redis;
beforeAll(() => {
  client = new Redis(redis.server.url);
});
afterAll(() => client.disconnect());

test("an ask may exclude more sessions than Lua takes arguments", async () => {
  const pool = await openPool(client, { name: "excluding" });
  await build(pool, "a", { token: "a" });
  await build(pool, "b", { token: "b" });
  const exclude = Array.from({ length: 10_000 }, (_, index) => `gone ${index}`);
  const answer = await pool.lease({ exclude: [...exclude, "a"] });
  expect(answer).toMatchObject({ granted: true, session: { id: "b" } });
  await pool.close();
});

test("a session that this worker does not know is patched without reading all others", async () => {
  const open = () => openPool(client, { name: "patched" });
  const [builder, patcher] = [await open(), await open()];
  await build(builder, "a", { token: "a" });
  await build(builder, "b", { token: "b" });
  const sent = vi.spyOn(client, "eval");
  expect(await patcher.patch("a", { token: "patched" })).toBe(true);
  expect(await patcher.patch("none", { token: "patched" })).toBe(false);
  // Whole because they are new to the server: reading one, and patching it.
  expect(sent.mock.calls.filter(([source]) => String(source).includes("'listed'"))).toEqual([]);
  sent.mockRestore();
  expect((await leaseFrom(builder)).session.state).toEqual({ token: "patched" });
  await Promise.all([builder.close(), patcher.close()]);
});
