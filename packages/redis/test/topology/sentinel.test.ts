import { startRedisSentinel } from "@sessionary/testkit/redis";
import { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { sentinelClients } from "../support/clients.ts";
import { build, leaseFrom, openPool, whenWoken } from "../support/pools.ts";

test.each(sentinelClients)(
  "a pool goes on by itself when a replica takes the master's place, by %s",
  async (_, create) => {
    const redis = await startRedisSentinel();
    onTestFinished(() => redis.close());
    const [one, other] = [await create(redis), await create(redis)];
    const limits = { size: { min: 1, max: 1 } };
    const holder = await openPool(one, { limits });
    const waiter = await openPool(other, { limits });
    await build(holder, "a", { token: "a" });
    const before = await leaseFrom(holder);
    await holder.settle(before, "ok");

    await whenReplicated(redis.master.port);
    const failedOver = redis.whenFailedOver();
    await redis.master.kill();
    await failedOver;

    const after = await leaseFrom(holder);
    expect(after.session).toMatchObject({ id: "a", state: { token: "a" } });
    expect(after.fence).toBeGreaterThan(before.fence);
    expect(await waiter.lease({})).toMatchObject({ granted: false });
    const woken = whenWoken(waiter);
    await holder.settle(after, "ok");
    await woken;
    await waiter.settle(await leaseFrom(waiter), "ok");
  },
);

/** Resolves when the replica has all that was written so far: it takes it in order. */
async function whenReplicated(port: number): Promise<void> {
  const client = new Redis(port);
  await client.set("marker", "written");
  expect(await client.wait(1, 0)).toBe(1);
  client.disconnect();
}
