import { runInNewContext } from "node:vm";
import type { JsonValue, StateCodec } from "@sessionary/core";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { build, leaseFrom, openPool } from "../support/pools.ts";
import { withRedis } from "../support/redis.ts";

const redis = withRedis();
let client: Redis;
beforeAll(() => {
  client = new Redis(redis.server.url);
});
afterAll(() => client.disconnect());

interface State {
  readonly token: string;
}

const Foreign = runInNewContext("Promise") as PromiseConstructor;

/** A promise of another realm: it is no instance of our `Promise`. */
const later = <T>(value: T): Promise<T> => Foreign.resolve(value);

const codec: StateCodec<State> = {
  encode: ({ token }) => later<JsonValue>({ token }),
  decode: (json) => later(json as unknown as State),
};

test("codecs may answer with promises of another kind", async () => {
  const built = await openPool<State>(client, { codec });
  await build(built, "a", { token: "first" });
  const other = await openPool<State>(client, { codec });
  expect((await leaseFrom(other)).session.state).toEqual({ token: "first" });
  await built.close();
  await other.close();
});
