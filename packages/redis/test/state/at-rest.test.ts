import { inspect } from "node:util";
import { createSessionPool, isSessionaryError, type SessionPool } from "@sessionary/core";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { inspectPools, redisStore } from "../../src/index.ts";
import {
  cookiesOf,
  identity,
  openIdentities,
  openWithSession,
  setCookie,
} from "../support/identities.ts";
import { build, leaseFrom } from "../support/pools.ts";
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

const OLD = Buffer.alloc(32, 1).toString("base64");
const NEW = Buffer.alloc(32, 2).toString("hex");

const withKeys = (...keys: readonly string[]) => ({ store: { encryption: { keys } } });

/** Everything that Redis holds, as it would be read from its file. */
async function everything(): Promise<string> {
  const keys = await client.keys("*");
  const told = await Promise.all(
    keys.map(async (key): Promise<unknown> => {
      const type = await client.type(key);
      if (type === "hash") return client.hgetall(key);
      return type === "zset" ? client.zrange(key, 0, "-1") : client.get(key);
    }),
  );
  return JSON.stringify([keys, told]);
}

test("without encryption, what a session holds can be read from Redis", async () => {
  await openWithSession(client, { cookies: { sid: "c00kie" } });
  expect(await everything()).toContain("c00kie");
});

test("with encryption nothing that a session holds is in Redis, whatever is done with it", async () => {
  const given = withKeys(OLD);
  const pool = await openWithSession(client, { ...given, cookies: { sid: "c00kie-built" } });
  const vacancy = await pool.reserve({ upTo: "max" });
  if (vacancy === undefined) throw new Error("expected a vacancy");
  await pool.fill(vacancy, {
    id: "b",
    state: identity({ sid: "c00kie-filled" }),
    variant: { zip: "c00kie-variant" },
    ageMs: 0,
    lifeMs: Infinity,
    pauseMs: 0,
  });
  const held = await leaseFrom(pool);
  setCookie(held.session.state, "more", "c00kie-settled");
  await pool.settle(held, "ok");
  await pool.patch("b", identity({ sid: "c00kie-patched" }));
  expect(await everything()).not.toContain("c00kie");

  const other = await openIdentities(client, given);
  const sessions = await other.list();
  expect(sessions.map(({ state }) => cookiesOf(state))).toEqual([
    ["more=c00kie-settled", "sid=c00kie-built"],
    ["sid=c00kie-patched"],
  ]);
  expect(sessions[1]?.variant).toEqual({ zip: "c00kie-variant" });
});

test("keys are changed while the pool is in use", async () => {
  const old = await openWithSession(client, { ...withKeys(OLD), cookies: { sid: "1" } });
  await build(old, "b", identity({ sid: "2" }));
  // Every worker first learns the new key, then the old one goes.
  const both = await openIdentities(client, withKeys(NEW, OLD));
  for (const _ of ["a", "b"]) {
    const held = await leaseFrom(both);
    setCookie(held.session.state, "rewritten", "1");
    await both.settle(held, "ok");
  }
  const young = await openIdentities(client, withKeys(NEW));
  const all = (await young.list()).map(({ state }) => cookiesOf(state));
  expect(all).toEqual([
    ["rewritten=1", "sid=1"],
    ["rewritten=1", "sid=2"],
  ]);
  const lost: unknown = await Promise.resolve(old.lease({})).catch((error: unknown) => error);
  expect((lost as Error).message).toContain("not among `encryption.keys`");
});

test.each([
  ["without the key", withKeys(OLD), withKeys(NEW), "not among `encryption.keys`"],
  ["without encryption", withKeys(OLD), {}, "encrypted: give `encryption.keys`"],
  ["with encryption where there was none", {}, withKeys(OLD), "is not encrypted"],
])(
  "a worker %s is told so, and leaves the sessions to others",
  async (_, first, second, message) => {
    const maker = await openWithSession(client, { ...first, cookies: { sid: "c00kie" } });
    const stranger = await openIdentities(client, second);
    for (const asked of [
      () => stranger.lease({}),
      () => stranger.list(),
      () => stranger.lease({}),
    ]) {
      const error: unknown = await Promise.resolve(asked()).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(Error);
      expect((error as Error).message).toContain(message);
      expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain("c00kie");
    }
    // Sent before this, on the same connection.
    const [pool] = await inspectPools(client);
    expect(pool).toMatchObject({ leases: [], counts: { ready: 1 }, sessions: [{ uses: 0 }] });
    expect(cookiesOf((await leaseFrom(maker)).session.state)).toEqual(["sid=c00kie"]);
  },
);

test("what a user of the pool gets is ERR_STORE that says why", async () => {
  const poolWith = (key: string): SessionPool<{ token: string }> =>
    createSessionPool({
      name: "pool",
      store: redisStore(client, { encryption: { keys: [key] } }),
      size: 1,
      init: () => ({ token: "t0ken" }),
    });
  const pools = [poolWith(OLD), poolWith(NEW)] as const;
  expect(await pools[0].use(({ session }) => session.state.token)).toBe("t0ken");
  const error: unknown = await pools[1].use(() => "used").catch((caught: unknown) => caught);
  expect(isSessionaryError(error, "ERR_STORE")).toBe(true);
  expect(inspect(error, { depth: Infinity })).toContain("not among `encryption.keys`");
  expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain("t0ken");
  for (const pool of pools) await pool.close();
});
