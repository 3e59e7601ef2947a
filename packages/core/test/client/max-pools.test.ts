import { expect, test } from "vitest";
import { to, createTestClient, deferred, poolNames } from "./helpers.ts";

test("one pool more evicts the idle pool used longest ago", async () => {
  const { client } = createTestClient({ maxPools: 3 });
  const closed: string[] = [];
  client.on("pool:closed", ({ pool }) => void closed.push(pool));
  for (const host of ["a", "b", "c", "a", "d"]) await client.send(to(`${host}.example`));
  expect(poolNames(client)).toEqual(["a.example", "c.example", "d.example"]);
  await client.send(to("e.example"));
  expect(poolNames(client)).toEqual(["a.example", "d.example", "e.example"]);
  expect(closed).toEqual(["b.example", "c.example"]);
});

test("waits until a pool is idle, in the order of arrival", async () => {
  const { client, clock } = createTestClient({ maxPools: 1 });
  const order: string[] = [];
  const { promise, resolve } = deferred();
  const busy = client.send({ ...to("a.example"), until: promise });
  const waiting = ["b.example", "c.example", "b.example"].map(async (host) => {
    await client.send(to(host));
    order.push(host);
  });
  await clock.flush();
  expect(poolNames(client)).toEqual(["a.example"]);
  resolve();
  await Promise.all([busy, ...waiting]);
  expect(order).toEqual(["b.example", "b.example", "c.example"]);
  expect(poolNames(client)).toEqual(["c.example"]);
});

test("those who wait for room are not overtaken by a new name", async () => {
  const { client, clock } = createTestClient({ maxPools: 1 });
  const order: string[] = [];
  const send = async (host: string, until?: Promise<unknown>): Promise<void> => {
    await client.send({ ...to(host), ...(until && { until }) });
    order.push(host);
  };
  const { promise, resolve } = deferred();
  const all = [send("a.example", promise), send("b.example")];
  await clock.flush();
  resolve();
  all.push(all[0]!.then(() => send("c.example")));
  await Promise.all(all);
  expect(order).toEqual(["a.example", "b.example", "c.example"]);
});

test("an abort leaves the wait for room at once", async () => {
  const { client, clock } = createTestClient({ maxPools: 1 });
  const { promise, resolve } = deferred();
  const busy = client.send({ ...to("a.example"), until: promise });
  const controller = new AbortController();
  const waiting = client.send(to("b.example"), { signal: controller.signal });
  await clock.flush();
  controller.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  resolve();
  await busy;
  expect(poolNames(client)).toEqual(["a.example"]);
});

test("room comes, too, when a lease taken directly ends, a pool is resumed or closed by hand", async () => {
  const { client, clock } = createTestClient({ maxPools: 1 });
  await client.send(to("a.example"));
  const lease = await client.pool("a.example")?.acquire();
  const second = client.send(to("b.example"));
  await clock.flush();
  expect(poolNames(client)).toEqual(["a.example"]);
  await lease?.settle("ok");
  await second;

  client.pool("b.example")?.pause();
  const third = client.send(to("c.example"));
  await clock.flush();
  expect(poolNames(client)).toEqual(["b.example"]);
  client.pool("b.example")?.resume();
  await third;

  client.pool("c.example")?.pause();
  const fourth = client.send(to("d.example"));
  await clock.flush();
  await client.pool("c.example")?.close();
  await fourth;
  expect(poolNames(client)).toEqual(["d.example"]);
});

test("a pool that cannot be opened stops the client, those who wait included", async () => {
  const { client, clock } = createTestClient({
    maxPools: 1,
    poolName: ({ url }) => ({ name: url, ...(url.includes("bad") && { size: -1 }) }),
  });
  const { promise, resolve } = deferred();
  const busy = client.send({ ...to("a.example"), until: promise });
  const results = Promise.allSettled(
    ["bad.example", "b.example"].map((host) => client.send(to(host))),
  );
  await clock.flush();
  resolve();
  await busy;
  for (const result of await results) {
    expect(result).toMatchObject({
      status: "rejected",
      reason: { code: "ERR_POOL_STOPPED", reason: "pool_error" },
    });
  }
});
