import { startRedisCluster, type RedisCluster } from "@sessionary/testkit/redis";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { inspectPools, purge } from "../../src/index.ts";
import { clusterClients } from "../support/clients.ts";
import { build, leaseFrom, openPool, whenWoken } from "../support/pools.ts";

let cluster: RedisCluster;
beforeAll(async () => {
  cluster = await startRedisCluster();
});
afterAll(() => cluster.close());

/** So many that every node has some. */
const NAMES = [
  "",
  "pool",
  "a b",
  "{",
  "}",
  "{a}{b}",
  "}{",
  "ünïcødé 💾",
  "a:b",
  "%7B",
  "shop.example",
];

describe.each(clusterClients)("pools of any name, by %s", (kind, create) => {
  test("are served by all nodes, told apart, listed and removed", async () => {
    const client = await create(cluster);
    const prefix = `names-${kind}`;
    const pools = await Promise.all(
      NAMES.map((name) => openPool(client, { name, store: { prefix } })),
    );
    for (const [index, pool] of pools.entries()) {
      await build(pool, `s${index}`, { token: NAMES[index] ?? "" });
      const held = await leaseFrom(pool);
      expect(held.session).toMatchObject({ id: `s${index}`, state: { token: NAMES[index] } });
      held.session.state.token += " again";
      await pool.settle(held, "ok");
    }
    const nodes = await Promise.all(cluster.nodes.map(({ port }) => keysAt(port, `${prefix}:{`)));
    expect(nodes.every((keys) => keys.length > 0)).toBe(true);
    for (const keys of nodes) expect(keys.every(({ left }) => left > 0)).toBe(true);

    const listed = await inspectPools(client, { prefix });
    expect(listed.map(({ name }) => name)).toEqual(NAMES.toSorted());
    for (const pool of pools) await pool.close();
    for (const name of NAMES) expect(await purge(client, name, { prefix })).toBe(true);
    expect(await inspectPools(client, { prefix })).toEqual([]);
    const left = await Promise.all(cluster.nodes.map(({ port }) => keysAt(port, prefix)));
    expect(left.flat()).toEqual([]);
  });

  test("wake those who wait, whichever nodes they listen at", async () => {
    const prefix = `wake-${kind}`;
    const limits = { size: { min: 1, max: 1 } };
    const [one, other] = [await create(cluster), await create(cluster)];
    for (const name of NAMES) {
      const holder = await openPool(one, { name, limits, store: { prefix } });
      const waiter = await openPool(other, { name, limits, store: { prefix } });
      await build(holder, "a", { token: "a" });
      const held = await leaseFrom(holder);
      expect(await waiter.lease({})).toMatchObject({ granted: false });
      const woken = whenWoken(waiter);
      await holder.settle(held, "ok");
      await woken;
      await waiter.settle(await leaseFrom(waiter), "ok");
      await holder.close();
      await waiter.close();
    }
  });
});

async function keysAt(
  port: number,
  beginning: string,
): Promise<readonly { key: string; left: number }[]> {
  const node = new Redis(port);
  onTestFinished(() => node.disconnect());
  const keys = (await node.keys("*")).filter((key) => key.startsWith(beginning));
  return Promise.all(keys.map(async (key) => ({ key, left: await node.pttl(key) })));
}
