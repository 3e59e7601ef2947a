import { expect, test } from "vitest";
import { to, createTestClient, poolNames } from "./helpers.ts";

test("pools() lists the open pools in the order they were first needed, and pool() finds one", async () => {
  const { client } = createTestClient();
  for (const host of ["b.example", "a.example", "b.example"]) await client.send(to(host));
  expect(poolNames(client)).toEqual(["b.example", "a.example"]);
  expect(client.pool("a.example")).toBe(client.pools()[1]);
  expect(client.pool("c.example")).toBeUndefined();
});

test("stats() adds up all pools, and shows each", async () => {
  const { client } = createTestClient({ pool: { size: 1 } });
  for (const host of ["a.example", "b.example", "b.example"]) await client.send(to(host));
  await client.send(to("b.example"), { enabled: false });
  const stats = client.stats();
  expect(stats).toMatchObject({
    init: { passed: 2 },
    use: { ok: 3 },
    sessions: { ready: 2 },
    bypassed: 1,
    initsPerOk: 2 / 3,
  });
  expect(stats.pools["a.example"]).toMatchObject({ use: { ok: 1 }, sessions: { ready: 1 } });
  expect(stats.pools["b.example"]).toMatchObject({ use: { ok: 2 }, bypassed: 0 });
});

test("stats() keeps what closed pools have counted", async () => {
  const { client, clock } = createTestClient({ poolIdleMs: 1000, pool: { size: 1 } });
  await client.send(to("a.example"));
  await clock.advance(1000);
  await client.send(to("b.example"));
  const closed = client.stats();
  expect(closed).toMatchObject({ use: { ok: 2 }, init: { passed: 2 }, sessions: { ready: 1 } });
  expect(closed.retired).toEqual({ closed: 1 });
  expect(Object.keys(closed.pools)).toEqual(["b.example"]);
  await client.close();
  expect(client.stats()).toMatchObject({
    use: { ok: 2 },
    retired: { closed: 2 },
    sessions: { ready: 0, leased: 0 },
    pools: {},
  });
});

test("on() hears every pool, those to come included, until it is told to stop", async () => {
  const { client } = createTestClient();
  const heard: string[] = [];
  await client.send(to("a.example"));
  const off = client.on("lease:granted", ({ pool }) => void heard.push(pool));
  for (const host of ["a.example", "b.example"]) await client.send(to(host));
  expect(heard).toEqual(["a.example", "b.example"]);
  off();
  off();
  for (const host of ["a.example", "c.example"]) await client.send(to(host));
  expect(heard).toHaveLength(2);
});

test("on() hears a pool close", async () => {
  const { client } = createTestClient();
  const heard: unknown[] = [];
  client.on("pool:closed", (event) => void heard.push(event));
  await client.send(to("a.example"));
  await client.close({ reason: "done" });
  expect(heard).toEqual([{ pool: "a.example", reason: "done" }]);
});

test("on() refuses what is no function", () => {
  const { client } = createTestClient();
  const listener = "log" as unknown as () => void;
  expect(() => client.on("pool:closed", listener)).toThrow(
    "SessionClient: expected `listener` to be a function",
  );
});
