import { memoryStore } from "@sessionary/core";
import { describeStoreEquality, type MakeStore } from "@sessionary/testkit/conformance";
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

const makeMemory: MakeStore = ({ clock }) => ({
  store: memoryStore(),
  advance: (ms) => clock.advance(ms),
});
const makeRedis = makeStore(() => client);

describeStoreEquality("redisStore and memoryStore", makeMemory, makeRedis, { runs: 1_200 });

// Where most leases go their own way.
describeStoreEquality(
  "redisStore and memoryStore, in turn and one at a time",
  makeMemory,
  makeRedis,
  {
    runs: 800,
    limits: { rotation: "round-robin", maxConcurrency: 1 },
  },
);
