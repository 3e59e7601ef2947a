import {
  type RedisCluster,
  type RedisSentinel,
  startRedisCluster,
  startRedisSentinel,
} from "@sessionary/testkit/redis";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { connect, type RedisClient } from "../../src/connection/connect.ts";
import { runScript } from "../../src/connection/run-script.ts";
import { makeScript } from "../../src/lua/scripts.ts";
import { clusterClients, sentinelClients, standaloneClients } from "../support/clients.ts";
import { withRedis } from "../support/redis.ts";

/** Publishes to the channel that is called like the key, as the server sees it, and answers what it was given. */
const script = makeScript(`
  redis.call("PUBLISH", KEYS[1], ARGV[1])
  return { KEYS[1], ARGV[1] }
`);

/** Runs a script twice, by its source and by its digest, and hears what it publishes. */
async function expectToServe(client: RedisClient, keyPrefix = ""): Promise<void> {
  const connection = connect("test", client);
  expect(connection.keyPrefix).toBe(keyPrefix);
  const heard: string[] = [];
  const both = new Promise<void>((resolve) => {
    const subscriber = connection.subscriber({
      message: (channel, text) => {
        heard.push(`${channel}: ${text}`);
        if (heard.length === 2) resolve();
      },
      restored: () => undefined,
    });
    onTestFinished(() => subscriber.close());
    void subscriber
      .subscribe([`${keyPrefix}{pool}`])
      .then(() => runScript(connection, script, "{pool}", ["first"]))
      .then((reply) => expect(reply).toEqual([`${keyPrefix}{pool}`, "first"]))
      .then(() => connection.evalSha(script.sha, "{pool}", ["second"]))
      .then((reply) => expect(reply).toEqual([`${keyPrefix}{pool}`, "second"]));
  });
  await both;
  expect(heard).toEqual([`${keyPrefix}{pool}: first`, `${keyPrefix}{pool}: second`]);
}

describe("one server", () => {
  const redis = withRedis();

  test.each(standaloneClients)("is served by %s", async (_name, create) => {
    await expectToServe(await create(redis.server));
  });

  test.each(standaloneClients)(
    "is served by %s with a prefix of its own",
    async (_name, create) => {
      await expectToServe(await create(redis.server, { keyPrefix: "mine:" }), "mine:");
    },
  );
});

describe("a master with sentinels", () => {
  let redis: RedisSentinel;
  beforeAll(async () => {
    redis = await startRedisSentinel();
  });
  afterAll(() => redis.close());

  test.each(sentinelClients)("is served by %s", async (_name, create) => {
    await expectToServe(await create(redis));
  });

  test.each(sentinelClients)("is served by %s with a prefix of its own", async (_name, create) => {
    await expectToServe(await create(redis, { keyPrefix: "mine:" }), "mine:");
  });
});

describe("a cluster", () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await startRedisCluster();
  });
  afterAll(() => cluster.close());

  test.each(clusterClients)("is served by %s", async (_name, create) => {
    await expectToServe(await create(cluster));
  });

  test.each(clusterClients)("is served by %s with a prefix of its own", async (_name, create) => {
    await expectToServe(await create(cluster, { keyPrefix: "mine:" }), "mine:");
  });
});
