import type { PoolStore, Session } from "@sessionary/core";
import type { HttpIdentity } from "@sessionary/identity";
import { Redis } from "ioredis";
import { inspect } from "node:util";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { cookiesOf, openIdentities, openWithSession, setCookie } from "../support/identities.ts";
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

/** The states that a pool says are over. */
function outdatedIn<State>(pool: PoolStore<State>): Session<State>[] {
  const told: Session<State>[] = [];
  pool.watch(
    () => undefined,
    () => undefined,
    (session) => told.push(session),
  );
  return told;
}

async function changeIn(pool: PoolStore<HttpIdentity>, value: string): Promise<void> {
  const held = await leaseFrom(pool);
  setCookie(held.session.state, "cart", value);
  await pool.settle(held, "ok");
}

test("a state that another worker changed is over here as soon as the new one is", async () => {
  const here = await openWithSession(client, {});
  const there = await openIdentities(client);
  const outdated = outdatedIn(here);
  const [before] = await here.list();
  const first = before?.state as HttpIdentity;
  await changeIn(there, "1");
  expect(outdated).toEqual([]);
  const held = await leaseFrom(here);
  expect(cookiesOf(held.session.state)).toEqual(["cart=1", "sid=first"]);
  expect(outdated.map(({ id, state }) => [id, state === first])).toEqual([["a", true]]);
  expect(held.session.state).not.toBe(first);
  await here.settle(held, "ok");
  expect(outdated).toHaveLength(1);
  expect(inspect(outdated, { depth: 9 }) + JSON.stringify(outdated)).not.toContain("first");
});

test("a state that a lease here goes on with is over when that has ended", async () => {
  const limits = { maxConcurrency: 2 };
  const here = await openWithSession(client, { limits });
  const there = await openIdentities(client, { limits });
  const outdated = outdatedIn(here);
  const early = await leaseFrom(here);
  const first = early.session.state;
  await changeIn(there, "1");
  const late = await leaseFrom(here);
  const second = late.session.state;
  expect(second).not.toBe(first);
  await here.settle(late, "ok");
  expect(outdated).toEqual([]);
  setCookie(first, "mine", "1");
  await here.settle(early, "ok");
  // What both have changed is in a third one.
  expect(outdated.map(({ state }) => state)).toEqual([first, second]);
  const merged = await leaseFrom(here);
  expect(cookiesOf(merged.session.state)).toEqual(["cart=1", "mine=1", "sid=first"]);
});

test("a state that this worker changed itself goes on", async () => {
  const here = await openWithSession(client, {});
  const outdated = outdatedIn(here);
  await changeIn(here, "1");
  await changeIn(here, "2");
  expect(outdated).toEqual([]);
});

test("a state that is nothing but JSON holds nothing that has to be freed", async () => {
  const here = await openPool(client);
  const there = await openPool(client);
  const outdated = outdatedIn(here);
  await build(here, "a", { token: "1" });
  const held = await leaseFrom(there);
  held.session.state.token = "2";
  await there.settle(held, "ok");
  expect((await leaseFrom(here)).session.state).toEqual({ token: "2" });
  expect(outdated).toEqual([]);
});
