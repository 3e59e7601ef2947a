import { memoryStore } from "@sessionary/core";
import { describeStore, describeStoreEquality } from "@sessionary/testkit/conformance";
import { startRedisCluster, type RedisCluster } from "@sessionary/testkit/redis";
import { Cluster } from "ioredis";
import { afterAll, beforeAll } from "vitest";
import { makeStore } from "../support/make-store.ts";

let cluster: RedisCluster;
let client: Cluster;
beforeAll(async () => {
  cluster = await startRedisCluster();
  client = new Cluster(cluster.nodes.map(({ host, port }) => ({ host, port })));
});
afterAll(async () => {
  client.disconnect();
  await cluster.close();
});

const make = makeStore(() => client);
describeStore("redisStore on a cluster, by ioredis", make);
describeStoreEquality(
  "redisStore on a cluster and memoryStore",
  ({ clock }) => ({ store: memoryStore(), advance: (ms) => clock.advance(ms) }),
  make,
  { runs: 200 },
);
