import { memoryStore } from "@sessionary/core";
import { describeStore, describeStoreEquality } from "@sessionary/testkit/conformance";
import { startRedisCluster, type RedisCluster } from "@sessionary/testkit/redis";
import { Cluster } from "ioredis";
import { createCluster } from "redis";
import { afterAll, beforeAll, describe } from "vitest";
import { makeStore } from "../support/make-store.ts";

let cluster: RedisCluster;
beforeAll(async () => {
  cluster = await startRedisCluster();
});
afterAll(() => cluster.close());

describe("ioredis", () => {
  let client: Cluster;
  beforeAll(() => {
    client = new Cluster(cluster.nodes.map(({ host, port }) => ({ host, port })));
  });
  afterAll(() => client.disconnect());
  const make = makeStore(() => client);
  describeStore("redisStore on a cluster", make);
  describeStoreEquality(
    "redisStore on a cluster and memoryStore",
    ({ clock }) => ({ store: memoryStore(), advance: (ms) => clock.advance(ms) }),
    make,
    { runs: 200 },
  );
});

describe("node-redis", () => {
  const connect = () => createCluster({ rootNodes: cluster.nodes.map(({ url }) => ({ url })) });
  let client: ReturnType<typeof connect>;
  beforeAll(async () => {
    client = connect();
    await client.connect();
  });
  afterAll(() => client.destroy());
  describeStore(
    "redisStore on a cluster",
    makeStore(() => client),
  );
});
