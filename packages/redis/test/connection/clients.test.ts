import {
  type RedisCluster,
  type RedisSentinel,
  startRedisCluster,
  startRedisSentinel,
} from "@sessionary/testkit/redis";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { connect, type RedisClient } from "../../src/connection/connect.ts";
import { keyOnServer } from "../../src/connection/key-on-server.ts";
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
  const channel = `${keyPrefix}{pool}`;
  expect(await keyOnServer(connection, "{pool}")).toBe(channel);
  const heard: string[] = [];
  let hearBoth: () => void;
  const bothHeard = new Promise<void>((resolve) => {
    hearBoth = resolve;
  });
  const subscriber = connection.subscriber({
    message: (name, text) => {
      if (heard.push(`${name}: ${text}`) === 2) hearBoth();
    },
    restored: () => undefined,
  });
  onTestFinished(() => subscriber.close());
  await subscriber.subscribe([channel]);
  expect(await runScript(connection, script, "{pool}", ["first"])).toEqual([channel, "first"]);
  expect(await connection.evalSha(script.sha, "{pool}", ["second"])).toEqual([channel, "second"]);
  await bothHeard;
  expect(heard).toEqual([`${channel}: first`, `${channel}: second`]);
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
