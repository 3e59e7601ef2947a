import { createSessionPool } from "@sessionary/core";
import { createFakeClock } from "@sessionary/core/testing";
import { createTcpProxy, startRedisServer } from "@sessionary/testkit/redis";
import { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { createRedisStore } from "../../src/redis-store.ts";
import { build, leaseFrom, openIn } from "../support/pools.ts";

test.each([
  ["give up soon", 100],
  ["never give up", Infinity],
])(
  "each lease of a worker that is cut off ends a little before Redis ends it, where commands %s",
  async (_when, commandTimeoutMs) => {
    const server = await startRedisServer();
    onTestFinished(() => server.close());
    const network = await createTcpProxy({ port: server.port });
    onTestFinished(() => network.close());
    const client = new Redis(network.port, network.host).on("error", () => undefined);
    onTestFinished(() => client.disconnect());
    const clock = createFakeClock();
    const store = createRedisStore(client, { commandTimeoutMs }, () => clock.now());
    const pool = createSessionPool({ clock, store, size: 3, leaseTimeoutMs: 900 });
    const ends: number[] = [];
    for (let lease = 0; lease < 3; lease++) {
      const { signal } = await pool.acquire();
      signal.addEventListener("abort", () => ends.push(clock.now()));
      await clock.advance(100);
    }
    network.stall();
    await clock.advance(2_000);
    // They were taken at 0, 100 and 200, for 900 milliseconds.
    expect(ends).toEqual([810, 910, 1_010]);
  },
);

test("a lease that was on its way for so long that it could be over before it is renewed is given back", async () => {
  const server = await startRedisServer();
  onTestFinished(() => server.close());
  const network = await createTcpProxy({ port: server.port });
  onTestFinished(() => network.close());
  const client = new Redis(network.port, network.host).on("error", () => undefined);
  onTestFinished(() => client.disconnect());
  const clock = createFakeClock();
  const store = createRedisStore(client, { commandTimeoutMs: Infinity }, () => clock.now());
  const limits = { leaseTimeoutMs: 900, size: { min: 1, max: 1 } };
  const pool = await openIn(store, { clock, limits });
  await build(pool, "a", { token: "of a" });
  // The server knows the scripts from now on, and answers in order.
  await pool.settle(await leaseFrom(pool), "ok");
  network.stall();
  const late = Promise.resolve(pool.lease({}));
  const refused = expect(late).rejects.toThrow("longer for a lease than a third");
  await network.whenHolding();
  await clock.advance(301);
  network.resume();
  await refused;
  expect(await pool.lease({})).toMatchObject({ granted: true, session: { id: "a" } });
});
