import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { inspectPools } from "../../src/index.ts";
import { identity, openIdentities, openWithSession, setCookie } from "../support/identities.ts";
import { build, leaseFrom, openPool } from "../support/pools.ts";
import { withRedis } from "../support/redis.ts";

const redis = withRedis();
let client: Redis;
beforeAll(() => {
  client = new Redis(redis.server.url);
});
afterAll(() => client.disconnect());
beforeEach(async () => {
  await client.flushall();
});

const caught = (error: unknown): unknown => error;
/** Whether it throws or rejects. */
const failureOf = (doing: () => unknown): Promise<unknown> => (async () => doing())().catch(caught);

test("a state that became unwritable is told of, and the session goes on with what is stored", async () => {
  const pool = await openPool<{ token: unknown }>(client);
  await build(pool, "a", { token: "first" });
  const held = await leaseFrom(pool);
  held.session.state.token = new Date(0);
  const error = await failureOf(() => pool.settle(held, "ok", { next: {} }));
  expect((error as Error).message).toContain("state.token is an object of a class");
  expect(await inspectPools(client)).toMatchObject([{ leases: [], counts: { ready: 1 } }]);
  const next = await leaseFrom(pool);
  expect(next.session.state).toEqual({ token: "first" });
  expect(await pool.settle(next, "ok")).toMatchObject({ stale: false });
});

test("a state that somebody else wrote with another key cannot be merged, and is left to them", async () => {
  const keys = [Buffer.alloc(32, 1).toString("base64"), Buffer.alloc(32, 2).toString("base64")];
  const limits = { maxConcurrency: 2, size: { min: 1, max: 1 } };
  const [first, second] = keys as [string, string];
  const old = await openWithSession(client, { limits, store: { encryption: { keys: [first] } } });
  const young = await openIdentities(client, {
    limits,
    store: { encryption: { keys: [second, first] } },
  });
  const [mine, theirs] = [await leaseFrom(old), await leaseFrom(young)];
  setCookie(theirs.session.state, "theirs", "1");
  await young.settle(theirs, "ok");
  setCookie(mine.session.state, "mine", "1");
  const error = await failureOf(() => old.settle(mine, "ok"));
  expect((error as Error).message).toContain("not among `encryption.keys`");
  expect(await inspectPools(client)).toMatchObject([{ leases: [], counts: { ready: 1 } }]);
  await young.patch("a", identity({ sid: "again" }));
});
