import type { PoolLimits, SessionStore, StoreCounts } from "@sessionary/core";
import { createSessionFetch } from "@sessionary/fetch";
import { type Cluster, Redis } from "ioredis";
import { createClient, type createCluster, type createSentinel } from "redis";
import { expect, expectTypeOf, onTestFinished, test } from "vitest";
import {
  inspectPools,
  purge,
  redisStore,
  type InspectedPool,
  type InspectedSession,
  type InspectOptions,
  type PurgeOptions,
  type RedisClient,
  type RedisStoreOptions,
} from "../src/index.ts";

test("every client of both libraries is one, and nothing else", () => {
  expectTypeOf<Redis>().toExtend<RedisClient>();
  expectTypeOf<Cluster>().toExtend<RedisClient>();
  expectTypeOf<ReturnType<typeof createClient>>().toExtend<RedisClient>();
  expectTypeOf<ReturnType<typeof createCluster>>().toExtend<RedisClient>();
  expectTypeOf<ReturnType<typeof createSentinel>>().toExtend<RedisClient>();
  expectTypeOf(createClient({ RESP: 3 })).toExtend<RedisClient>();
  expectTypeOf<string>().not.toExtend<RedisClient>();
  expectTypeOf<object>().not.toExtend<RedisClient>();
});

test("a store goes where stores go", async () => {
  const client = new Redis({ lazyConnect: true });
  onTestFinished(() => client.disconnect());
  const store = redisStore(client, { prefix: "mine", encryption: { keys: [new Uint8Array(32)] } });
  expectTypeOf(store).toEqualTypeOf<SessionStore>();
  const fetch = createSessionFetch({ store });
  expect(await fetch.sessions.close()).toBeUndefined();
});

test("options are readonly, and may be undefined", () => {
  expectTypeOf<RedisStoreOptions>().toEqualTypeOf<Readonly<RedisStoreOptions>>();
  expectTypeOf<undefined>().toExtend<RedisStoreOptions["prefix"]>();
  expectTypeOf<undefined>().toExtend<InspectOptions["name"]>();
  expectTypeOf<Required<PurgeOptions>>().toEqualTypeOf<{
    readonly prefix: string | undefined;
  }>();
});

test("pools are told of by kind", () => {
  expectTypeOf(inspectPools).returns.resolves.toEqualTypeOf<readonly InspectedPool[]>();
  expectTypeOf(purge).returns.resolves.toEqualTypeOf<boolean>();
  const look = (pool: InspectedPool): void => {
    expectTypeOf(pool.schema).toEqualTypeOf<number>();
    expectTypeOf(pool).not.toHaveProperty("sessions");
    if (!pool.readable) return;
    expectTypeOf(pool.counts).toEqualTypeOf<StoreCounts>();
    expectTypeOf(pool.limits).toEqualTypeOf<Omit<PoolLimits, "size">>();
    expectTypeOf(pool.sessions).toEqualTypeOf<readonly InspectedSession[]>();
    expectTypeOf<InspectedSession>().not.toHaveProperty("state");
    expectTypeOf<InspectedSession>().not.toHaveProperty("variant");
  };
  expect(look).toBeTypeOf("function");
});
