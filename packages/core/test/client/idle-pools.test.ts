import { asyncStore } from "@sessionary/core/testing";
import { describe, expect, test } from "vitest";
import { memoryStore } from "../../src/index.ts";
import { to, createTestClient, deferred, poolNames } from "./helpers.ts";

describe("`poolIdleMs`", () => {
  test("closes a pool that nobody has used for that long", async () => {
    const { client, clock } = createTestClient({ poolIdleMs: 1000 });
    const closed: unknown[] = [];
    client.on("pool:closed", (event) => void closed.push(event));
    await client.send(to("shop.example"));
    await clock.advance(999);
    expect(poolNames(client)).toEqual(["shop.example"]);
    await clock.advance(1);
    expect(poolNames(client)).toEqual([]);
    expect(closed).toEqual([{ pool: "shop.example", reason: "idle" }]);
  });

  test("counts from the last use, and closes no other pool", async () => {
    const { client, clock } = createTestClient({ poolIdleMs: 1000 });
    await client.send(to("a.example"));
    await client.send(to("b.example"));
    await clock.advance(600);
    await client.send(to("b.example"));
    await clock.advance(600);
    expect(poolNames(client)).toEqual(["b.example"]);
    await clock.advance(399);
    expect(poolNames(client)).toEqual(["b.example"]);
    await clock.advance(1);
    expect(poolNames(client)).toEqual([]);
  });

  test("is 15 minutes by default", async () => {
    const { client, clock } = createTestClient();
    await client.send(to("shop.example"));
    await clock.advance(15 * 60_000 - 1);
    expect(poolNames(client)).toEqual(["shop.example"]);
    await clock.advance(1);
    expect(poolNames(client)).toEqual([]);
  });

  test("of Infinity closes nothing and sets no timer", async () => {
    const { client, clock } = createTestClient({ poolIdleMs: Infinity });
    await client.send(to("shop.example"));
    expect(clock.pending).toBe(0);
  });

  test("takes one timer for all pools, which does not hold the process, and none before the first use", async () => {
    const { client, clock } = createTestClient({ poolIdleMs: 1000 });
    expect(clock.pending).toBe(0);
    for (const host of ["a.example", "b.example", "c.example"]) await client.send(to(host));
    expect(clock.pending).toBe(1);
    expect(clock.pendingRef).toBe(0);
    await clock.advance(1000);
    expect(clock.pending).toBe(0);
  });

  test("closes no pool that a request is using or waiting for", async () => {
    const { client, clock } = createTestClient({
      pool: { size: 1, acquireTimeoutMs: Infinity },
      poolIdleMs: 1000,
    });
    const { promise, resolve } = deferred();
    const using = client.send({ ...to("shop.example"), until: promise });
    const waiting = client.send(to("shop.example"));
    await clock.advance(5000);
    expect(poolNames(client)).toEqual(["shop.example"]);
    resolve();
    await Promise.all([using, waiting]);
    await clock.advance(1000);
    expect(poolNames(client)).toEqual([]);
  });

  test("closes no pool with a lease that was taken from it directly", async () => {
    const { client, clock } = createTestClient({ poolIdleMs: 1000 });
    await client.send(to("shop.example"));
    const lease = await client.pool("shop.example")?.acquire();
    await clock.advance(5000);
    expect(poolNames(client)).toEqual(["shop.example"]);
    await lease?.settle("ok");
    await clock.advance(2000);
    expect(poolNames(client)).toEqual([]);
  });

  for (const [held, hold] of [
    ["a lease", undefined],
    ["a caller whose session is being built", deferred().promise],
  ] as const)
    test(`closes no pool with ${held} that its store has not counted yet`, async () => {
      let init: Promise<void> | undefined;
      const { client, clock } = createTestClient({
        poolIdleMs: 1000,
        pool: { store: asyncStore(memoryStore()), initTimeoutMs: Infinity },
        init: () => init,
      });
      await client.send(to("shop.example"));
      const pool = client.pool("shop.example");
      pool?.stats();
      await clock.flush();
      init = hold;
      if (hold !== undefined) await pool?.retire((await pool.export()).sessions[0]?.id ?? "");
      void pool?.acquire();
      await clock.advance(2000);
      expect(client.pool("shop.example")).toBe(pool);
    });

  test("closes a pool whose sessions are leased by other processes alone", async () => {
    const store = memoryStore();
    const { client, clock } = createTestClient({
      poolIdleMs: 1000,
      pool: { store, size: 1, maxConcurrency: 2 },
    });
    const other = createTestClient({ pool: { store, size: 1, maxConcurrency: 2, clock } });
    await client.send(to("shop.example"));
    void other.client.send({ ...to("shop.example"), until: deferred().promise });
    await clock.flush();
    expect(client.stats().sessions.leased).toBe(1);
    await clock.advance(1000);
    expect(poolNames(client)).toEqual([]);
  });

  test("closes no paused pool: it would come back unpaused", async () => {
    const { client, clock } = createTestClient({ poolIdleMs: 1000 });
    await client.send(to("shop.example"));
    const pool = client.pool("shop.example");
    pool?.pause();
    await clock.advance(5000);
    expect(client.pool("shop.example")).toBe(pool);
  });

  test("opens the pool again for the next request", async () => {
    const { client, clock } = createTestClient({ poolIdleMs: 1000 });
    await client.send(to("shop.example"));
    const first = client.pool("shop.example");
    await clock.advance(1000);
    await client.send(to("shop.example"));
    expect(client.pool("shop.example")).not.toBe(first);
    expect(client.stats().use.ok).toBe(2);
  });

  test("fails no request that comes in the moment the pool closes", async () => {
    const { client, clock } = createTestClient({ poolIdleMs: 1000 });
    await client.send(to("shop.example"));
    const late: Promise<unknown>[] = [];
    client.on("pool:closed", () => void late.push(client.send(to("shop.example"))));
    clock.setTimeout(() => late.push(client.send(to("shop.example"))), 1000);
    await clock.advance(1000);
    await Promise.all(late);
    expect(late.length).toBeGreaterThan(0);
  });
});

describe("a pool that somebody closed by hand", () => {
  test("is opened again by the next request, even while it is closing", async () => {
    const { client, clock } = createTestClient();
    const { promise, resolve } = deferred();
    const sending = client.send({ ...to("shop.example"), until: promise });
    await clock.flush();
    const closing = client.pool("shop.example")?.close();
    expect(client.pool("shop.example")).toBeUndefined();
    await client.send(to("shop.example"));
    expect(poolNames(client)).toEqual(["shop.example"]);
    resolve();
    await Promise.all([sending, closing]);
    await client.send(to("shop.example"));
    expect(client.pools()).toHaveLength(1);
    expect(client.stats().use.ok).toBe(3);
  });
});
