import { describeStore } from "@sessionary/testkit/conformance";
import { startRedisCluster, type RedisCluster } from "@sessionary/testkit/redis";
import { createCluster } from "redis";
import { afterAll, beforeAll } from "vitest";
import { makeStore } from "../support/make-store.ts";

const connect = (): ReturnType<typeof createCluster> =>
  createCluster({ rootNodes: cluster.nodes.map(({ url }) => ({ url })) });

let cluster: RedisCluster;
let client: ReturnType<typeof connect>;
beforeAll(async () => {
  cluster = await startRedisCluster();
  client = connect();
  await client.connect();
});
afterAll(async () => {
  client.destroy();
  await cluster.close();
});

describeStore(
  "redisStore on a cluster, by node-redis",
  makeStore(() => client),
);
