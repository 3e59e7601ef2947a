import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type RedisCluster, startRedisCluster } from "../../src/redis/index.ts";
import { ask } from "../../src/redis/wire/ask.ts";
import { canListen, expectGone } from "./gone.ts";

let cluster: RedisCluster;
beforeAll(async () => {
  cluster = await startRedisCluster();
}, 60_000);
afterAll(() => cluster.close());

/** `[from, to, port]` of each range of slots, as a node tells. */
async function slotsAsSeenFrom(port: number): Promise<readonly unknown[]> {
  const [ranges] = await ask(port, ["CLUSTER", "SLOTS"]);
  return (ranges as [number, number, [host: string, port: number]][])
    .map(([from, to, [host, at]]) => [from, to, host, at])
    .toSorted(([a], [b]) => Number(a) - Number(b));
}

describe("a cluster", () => {
  test("is whole in the eyes of every node, which know each other by address", async () => {
    const [first, second, third] = cluster.nodes.map(({ port }) => port);
    for (const { port } of cluster.nodes) {
      expect(await ask(port, ["CLUSTER", "INFO"])).toEqual([
        expect.stringMatching(
          /cluster_state:ok\r\ncluster_slots_assigned:16384\r\ncluster_slots_ok:16384.*cluster_known_nodes:3\r\ncluster_size:3/s,
        ),
      ]);
      expect(await slotsAsSeenFrom(port)).toEqual([
        [0, 5461, "127.0.0.1", first],
        [5462, 10_922, "127.0.0.1", second],
        [10_923, 16_383, "127.0.0.1", third],
      ]);
    }
    await cluster.whenWhole();
  });

  test("serves each slot where it belongs, and says so elsewhere", async () => {
    const [reply] = await ask(cluster.nodes[0]?.port ?? 0, ["CLUSTER", "KEYSLOT", "{pool}:a"]);
    const slot = Number(reply);
    const owner = Math.floor((slot * 3) / 16_384);
    const ports = cluster.nodes.map(({ port }) => port);
    const command = ["SET", "{pool}:a", "1"];
    expect(await ask(ports[owner] ?? 0, command)).toEqual(["OK"]);
    await expect(ask(ports[(owner + 1) % 3] ?? 0, command)).rejects.toThrow(
      `MOVED ${slot} 127.0.0.1:${ports[owner]}`,
    );
  });

  test("is whole again when a node that was killed is back at its address", async () => {
    const [, node] = cluster.nodes;
    if (node === undefined) throw new Error("no second node");
    const { port } = node;
    await node.kill();
    await node.restart();
    await cluster.whenWhole();
    expect(node.port).toBe(port);
    expect(await slotsAsSeenFrom(port)).toHaveLength(3);
    expect(await ask(port, ["CLUSTER", "INFO"])).toEqual([
      expect.stringContaining("cluster_state:ok"),
    ]);
  });

  test("of one node leaves nothing when it is closed", async () => {
    const single = await startRedisCluster({ nodes: 1, args: ["--maxmemory", "64mb"] });
    const [node] = single.nodes;
    if (node === undefined) throw new Error("no node");
    const { pid, port, dir } = node;
    expect(await slotsAsSeenFrom(port)).toEqual([[0, 16_383, "127.0.0.1", port]]);
    expect(await ask(port, ["CONFIG", "GET", "maxmemory"])).toEqual([["maxmemory", "67108864"]]);
    await Promise.all([single.close(), single.close()]);
    await expectGone({ pid, port, dir });
    expect(await canListen(port + 10_000)).toBe(true);
  });

  test("that can't start leaves nothing and says why", async () => {
    await expect(startRedisCluster({ args: ["--maxmemory", "much"] })).rejects.toMatchObject({
      code: "ERR_REDIS_SERVER_EXITED",
      message: expect.stringContaining("maxmemory"),
    });
  });

  test.each([
    [{ nodes: 0 }, "`nodes` to be an integer from 1 to 16, got 0"],
    [{ replicas: 1 }, "unknown option `replicas`"],
    [{ args: ["--dir", "."] }, "`args` to be free of"],
  ])("refuses %j", async (options, message) => {
    await expect(startRedisCluster(options as object)).rejects.toMatchObject({
      code: "ERR_INVALID_OPTION",
      message: expect.stringContaining(message),
    });
  });
});
