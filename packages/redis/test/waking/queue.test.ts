import { createFakeClock } from "@sessionary/core/testing";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPool, whenWoken } from "../support/pools.ts";
import { withRedis } from "../support/redis.ts";

const redis = withRedis();
let client: Redis;
beforeAll(() => {
  client = new Redis(redis.server.url);
});
afterAll(() => client.disconnect());

const limits = { size: { min: 0, max: 2 }, leaseTimeoutMs: 600_000 };

test("a worker whose callers were served by what they built lets those behind it have what it frees", async () => {
  const open = () => openPool(client, { limits, name: "served" });
  const [first, second] = [await open(), await open()];
  expect(await first.lease({})).toMatchObject({ granted: false, vacancies: 2 });
  const vacancy = await first.reserve({ upTo: "max" });
  if (vacancy === undefined) throw new Error("expected a vacancy");
  const filled = await first.fill(vacancy, {
    id: "a",
    state: { token: "a" },
    variant: undefined,
    ageMs: 0,
    lifeMs: Infinity,
    pauseMs: 0,
    lease: {},
  });
  if (filled?.grant === undefined) throw new Error("expected a lease");
  const woken = whenWoken(second);
  expect((await second.lease({})).granted).toBe(false);
  await first.settle(filled.grant, "ok");
  await woken;
  expect((await second.lease({})).granted).toBe(true);
  await Promise.all([first.close(), second.close()]);
});

test("a vacancy that the first in the queue has no use for is offered to the next", async () => {
  // Time never passes for the workers: no turn ends but by a message.
  const clock = createFakeClock({ now: 1_700_000_000_000 });
  const size = { min: 0, max: 1 };
  const open = () => openPool(client, { limits: { ...limits, size }, name: "vacancy", clock });
  const [builder, idle, waiting] = [await open(), await open(), await open()];
  const vacancy = await builder.reserve({ upTo: "max" });
  if (vacancy === undefined) throw new Error("expected a vacancy");
  expect((await idle.lease({})).granted).toBe(false);
  const idleIsWoken = whenWoken(idle);
  const woken = whenWoken(waiting);
  expect((await waiting.lease({})).granted).toBe(false);
  await builder.abandon(vacancy, "cancelled");
  await idleIsWoken;
  await clock.advance(1);
  await woken;
  expect(await waiting.reserve({ upTo: "max" })).toBeDefined();
  await Promise.all([builder.close(), idle.close(), waiting.close()]);
});

test("who waited for a session that has left the pool is forgotten", async () => {
  const prefix = "pins";
  const open = () => openPool(client, { limits, name: "pins", store: { prefix } });
  const [holder, waiter] = [await open(), await open()];
  const vacancy = await holder.reserve({ upTo: "max" });
  if (vacancy === undefined) throw new Error("expected a vacancy");
  const timeless = { variant: undefined, ageMs: 0, lifeMs: Infinity, pauseMs: 0 };
  await holder.fill(vacancy, { id: "a", state: { token: "a" }, ...timeless, lease: {} });
  expect(await waiter.lease({ id: "a" })).toMatchObject({ granted: false, boundTo: "a" });
  await holder.retire("a", "manual");
  // But for the member that keeps the key.
  expect(await client.zcard(`${prefix}:{pins}:pinned`)).toBe(1);
  await Promise.all([holder.close(), waiter.close()]);
});
