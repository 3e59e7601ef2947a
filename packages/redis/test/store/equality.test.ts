import { memoryStore } from "@sessionary/core";
import { describeStoreEquality } from "@sessionary/testkit/conformance";
import { Redis } from "ioredis";
import { afterAll, beforeAll } from "vitest";
import { makeStore } from "../support/make-store.ts";
import { withRedis } from "../support/redis.ts";

const redis = withRedis();
let client: Redis;

beforeAll(() => {
  client = new Redis(redis.server.url);
});
afterAll(() => client.disconnect());

describeStoreEquality(
  "redisStore and memoryStore",
  ({ clock }) => ({ store: memoryStore(), advance: (ms) => clock.advance(ms) }),
  makeStore(() => client),
  { runs: 2_000 },
);
