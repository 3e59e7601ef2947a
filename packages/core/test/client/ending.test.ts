import { describe, expect, test } from "vitest";
import { stopPool, type SessionStore } from "../../src/index.ts";
import { asyncDispose } from "../../src/async-dispose.ts";
import { memoryStore } from "../../src/store/memory/memory-store.ts";
import { to, createTestClient, deferred } from "./helpers.ts";

describe("a stop", () => {
  const stopped = { code: "ERR_POOL_STOPPED", reason: "quota spent" };

  test("of one pool closes the client with its reason", async () => {
    const { client, clock } = createTestClient({
      check: ({ request }) => request.url.includes("a.example") || stopPool("quota spent"),
    });
    const closed: unknown[] = [];
    client.on("pool:closed", (event) => void closed.push(event));
    await client.send(to("a.example"));
    await expect(client.send(to("b.example"))).rejects.toMatchObject(stopped);
    expect(client.pools()).toEqual([]);
    await expect(client.send(to("a.example"))).rejects.toMatchObject({
      ...stopped,
      message: "SessionClient: the client was stopped: quota spent",
    });
    await clock.flush();
    expect(closed).toContainEqual({ pool: "a.example", reason: "quota spent" });
    expect(closed).toContainEqual({ pool: "b.example", reason: "quota spent" });
  });

  test("in an init without a request closes the client, too", async () => {
    const { client, clock } = createTestClient({
      pool: { size: 2 },
      init: ({ request }) => void (request ?? stopPool("quota spent")),
    });
    await client.send(to("a.example"));
    await client.send(to("b.example"));
    await expect(client.pool("a.example")?.warm(1)).rejects.toMatchObject(stopped);
    await clock.flush();
    await expect(client.send(to("b.example"))).rejects.toMatchObject(stopped);
  });

  test("refuses those who wait in other pools, and for room, with its reason; who has a session keeps it", async () => {
    const { client, clock } = createTestClient({
      pool: { size: 1 },
      maxPools: 2,
      check: ({ request }) => !request.url.includes("stop") || stopPool("quota spent"),
    });
    const { promise, resolve } = deferred();
    const { promise: noStop, resolve: letStop } = deferred();
    const busy = client.send({ ...to("a.example"), until: promise });
    const waiting = Promise.allSettled([
      client.send({ ...to("stop.example"), until: noStop }),
      client.send(to("a.example")),
      client.send(to("c.example")),
    ]);
    await clock.flush();
    letStop();
    for (const result of await waiting) {
      expect(result).toMatchObject({ status: "rejected", reason: stopped });
    }
    resolve();
    expect((await busy).sessionId).toBeDefined();
  });

  test("lets close() join it", async () => {
    const { client, clock } = createTestClient({ check: () => stopPool("quota spent") });
    await expect(client.send(to("a.example"))).rejects.toMatchObject(stopped);
    await client.close({ reason: "done" });
    await expect(client.send(to("a.example"))).rejects.toMatchObject(stopped);
    expect(clock.pending).toBe(0);
  });
});

describe("a failed pool", () => {
  test("leaves the client open by default", async () => {
    const { client } = createTestClient({
      pool: { maxBadInits: 2 },
      init: ({ request }) => (request?.url.includes("bad") ? false : undefined),
    });
    const failed = { code: "ERR_TOO_MANY_BAD_INITS" };
    await expect(client.send(to("bad.example"))).rejects.toMatchObject(failed);
    await expect(client.send(to("bad.example"))).rejects.toMatchObject(failed);
    expect((await client.send(to("good.example"))).sessionId).toBeDefined();
  });

  test('stops the client with onPoolFailed: "close"', async () => {
    const { client, clock } = createTestClient({
      onPoolFailed: "close",
      pool: { maxBadInits: 2 },
      init: ({ request }) => (request?.url.includes("bad") ? false : undefined),
    });
    await client.send(to("good.example"));
    await expect(client.send(to("bad.example"))).rejects.toMatchObject({
      code: "ERR_TOO_MANY_BAD_INITS",
    });
    await clock.flush();
    await expect(client.send(to("good.example"))).rejects.toMatchObject({
      code: "ERR_POOL_STOPPED",
      reason: "pool_failed",
      cause: { code: "ERR_TOO_MANY_BAD_INITS" },
    });
    expect(client.pools()).toEqual([]);
  });

  test("stops the client with a reason of the user's: onPoolFailed: { reason }", async () => {
    const { client, clock } = createTestClient({
      onPoolFailed: { reason: "bad_session_inits" },
      pool: { maxBadInits: 2 },
      init: () => false,
    });
    await expect(client.send(to("bad.example"))).rejects.toMatchObject({
      code: "ERR_TOO_MANY_BAD_INITS",
    });
    await clock.flush();
    await expect(client.send(to("good.example"))).rejects.toMatchObject({
      code: "ERR_POOL_STOPPED",
      reason: "bad_session_inits",
    });
  });
});

describe("close()", () => {
  test("closes every pool, and later requests are refused", async () => {
    const { client, clock } = createTestClient();
    await client.send(to("a.example"));
    await client.send(to("b.example"));
    const pools = client.pools();
    await client.close({ reason: "done" });
    expect(pools.map(({ status }) => status)).toEqual(["closed", "closed"]);
    await expect(client.send(to("a.example"))).rejects.toMatchObject({
      code: "ERR_POOL_CLOSED",
      reason: "done",
      message: "SessionClient: the client is closed: done",
    });
    await expect(client.send(to("a.example"), { enabled: false })).rejects.toMatchObject({
      code: "ERR_POOL_CLOSED",
    });
    expect(client.pools()).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  test("may be called again and at the same time, and before the first request", async () => {
    const { client, clock } = createTestClient();
    const { promise, resolve } = deferred();
    const sending = client.send({ ...to("a.example"), until: promise });
    await clock.flush();
    let ended = 0;
    const closings = [client.close(), client.close()].map((closing) => closing.then(() => ended++));
    await clock.flush();
    expect(ended).toBe(0);
    resolve();
    await sending;
    await Promise.all(closings);
    await client.close();
    await createTestClient().client.close();
  });

  test("refuses those who wait for a session and for room", async () => {
    const { client, clock } = createTestClient({ pool: { size: 1 }, maxPools: 1 });
    const { promise, resolve } = deferred();
    const busy = client.send({ ...to("a.example"), until: promise });
    const results = Promise.allSettled([
      client.send(to("a.example")),
      client.send(to("b.example")),
    ]);
    await clock.flush();
    const closing = client.close({ reason: "done" });
    for (const result of await results) {
      expect(result).toMatchObject({ reason: { code: "ERR_POOL_CLOSED", reason: "done" } });
    }
    resolve();
    await Promise.all([busy, closing]);
  });

  test("gives open leases the drain time, then aborts them", async () => {
    const { client, clock, sent } = createTestClient();
    const sending = client.send({ ...to("a.example"), until: new Promise(() => {}) });
    const refused = expect(sending).rejects.toMatchObject({ code: "ERR_POOL_CLOSED" });
    await clock.flush();
    const closing = client.close({ drainTimeoutMs: 100 });
    await clock.advance(99);
    expect(sent[0]?.context.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(sent[0]?.context.signal.aborted).toBe(true);
    await refused;
    await closing;
  });

  test("waits for pools that were closing already", async () => {
    const { promise, resolve } = deferred();
    const { client, clock } = createTestClient({ poolIdleMs: 1000 }, { close: () => promise });
    await client.send(to("a.example"));
    await clock.advance(1000);
    let ended = false;
    const closing = client.close().then(() => (ended = true));
    await clock.flush();
    expect(ended).toBe(false);
    resolve();
    await closing;
  });

  test("rejects when a pool could not be closed, be it one that closed itself before", async () => {
    const open: SessionStore["open"] = (name, limits, context) => {
      const store = memoryStore().open(name, limits, context) as object;
      const close = (): never => {
        throw new Error("connection lost");
      };
      return new Proxy(store, {
        get: (target, key) => {
          const value: unknown = key === "close" ? close : Reflect.get(target, key);
          return typeof value === "function" ? value.bind(target) : value;
        },
      }) as never;
    };
    const { client, clock } = createTestClient({ poolIdleMs: 1000, pool: { store: { open } } });
    await client.send(to("a.example"));
    await clock.advance(1000);
    await expect(client.close()).rejects.toMatchObject({ code: "ERR_STORE" });
  });

  test("is what the end of a block with `await using` does", async () => {
    const { client } = createTestClient();
    await client.send(to("a.example"));
    await client[asyncDispose]();
    await expect(client.send(to("a.example"))).rejects.toMatchObject({ code: "ERR_POOL_CLOSED" });
  });

  test("refuses options it does not know", async () => {
    const { client } = createTestClient();
    const options = { drainTimeout: 5 } as object;
    await expect(client.close(options)).rejects.toMatchObject({ code: "ERR_INVALID_OPTION" });
    await client.send(to("a.example"));
  });
});
