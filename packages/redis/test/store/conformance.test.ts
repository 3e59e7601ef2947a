import { describeStore } from "@sessionary/testkit/conformance";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { afterAll, beforeAll, describe } from "vitest";
import { makeStore } from "../support/make-store.ts";
import { withRedis } from "../support/redis.ts";

const redis = withRedis();

describe("ioredis", () => {
  let client: Redis;
  beforeAll(() => {
    client = new Redis(redis.server.url);
  });
  afterAll(() => client.disconnect());
  describeStore(
    "redisStore",
    makeStore(() => client),
  );
});

describe("node-redis", () => {
  let client: ReturnType<typeof createClient>;
  beforeAll(async () => {
    client = createClient({ url: redis.server.url });
    await client.connect();
  });
  afterAll(() => client.destroy());
  describeStore(
    "redisStore",
    makeStore(() => client),
  );
});
