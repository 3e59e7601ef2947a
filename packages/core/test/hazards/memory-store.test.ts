import { describe, expect, test } from "vitest";
import { initLater, memoryStore } from "../../src/index.ts";
import { gatedInit } from "../helpers/gated-init.ts";
import { deferred } from "../helpers/deferred.ts";
import { errorOf, watch } from "../helpers/outcome.ts";
import { acquireAll, createPool } from "../helpers/pool.ts";
import { createTestClient, to } from "../client/helpers.ts";

describe("leases", () => {
  for (const event of ["waiter:served", "lease:granted"] as const)
    test(`a waiter aborted by a listener to ${event} loses no session`, async () => {
      const { pool, clock } = createPool({ size: 1 });
      const lease = await pool.acquire();
      const controller = new AbortController();
      const waiter = watch(pool.acquire({ signal: controller.signal }));
      await clock.flush();
      pool.on(event, () => controller.abort(new Error("gone")));
      await lease.settle("ok");
      await clock.flush();
      expect(waiter.state === "resolved" || pool.stats().sessions.leased === 0).toBe(true);
    });

  test("a session given back unused is leased before one that is settled later", async () => {
    const { pool } = createPool({ size: 2 });
    await pool.warm();
    const [first, second] = await acquireAll(pool, 2);
    await first?.settle("unused");
    await second?.settle("ok");
    const next = (await acquireAll(pool, 2)).map(({ session }) => session.id);
    expect(next).toEqual([first?.session.id, second?.session.id]);
  });

  test("an adapter whose read() throws keeps no lease open", async () => {
    const { client, clock } = createTestClient(
      { pool: { size: 1 }, check: () => true },
      {
        read: () => {
          throw new Error("cannot read");
        },
      },
    );
    await errorOf(client.send(to("shop.example")));
    await clock.flush();
    expect(client.stats().sessions.leased).toBe(0);
  });

  test("a rank that throws keeps no lease open", async () => {
    let calls = 0;
    const { pool, clock } = createPool({
      size: 1,
      rotation: {
        rank: () => {
          if (++calls > 1) throw new Error("rank");
          return 0;
        },
      },
    });
    await pool.use(() => 1).catch(() => undefined);
    await clock.flush();
    expect(pool.stats().sessions.leased).toBe(0);
  });

  test("an abort while the checker is asked rejects at once", async () => {
    const gate = deferred<boolean>();
    const { pool, clock } = createPool({ size: 1, check: () => gate.promise });
    const controller = new AbortController();
    const call = watch(pool.use(async () => 1, { signal: controller.signal }));
    await clock.flush();
    controller.abort(new Error("mine"));
    await clock.flush();
    expect(call.state).toBe("rejected");
  });

  test("a caller's abort that makes the checker throw is not blamed on the session", async () => {
    const { pool, clock } = createPool({
      size: 1,
      check: ({ response }) => (response as { body(): Promise<boolean> }).body(),
    });
    const controller = new AbortController();
    // A body that ends with the caller's own signal, as fetch's does.
    const body = (): Promise<boolean> =>
      new Promise((_, reject) =>
        controller.signal.addEventListener("abort", () => reject(new Error("aborted"))),
      );
    const call = watch(pool.use(async () => ({ body }) as never, { signal: controller.signal }));
    void call;
    await clock.flush();
    controller.abort();
    await clock.flush();
    expect(pool.stats().use).toMatchObject({ checkError: 0 });
    expect(pool.stats().retired).toEqual({});
  });

  test("close() aborts the signal of a task whose answer is being checked when drain time is over", async () => {
    const gate = deferred<boolean>();
    let signal: AbortSignal | undefined;
    const { pool, clock } = createPool({ size: 1, check: () => gate.promise });
    const call = watch(
      pool.use(async (context) => {
        signal = context.signal;
        return 1;
      }),
    );
    await clock.flush();
    const closed = watch(pool.close({ drainTimeoutMs: 1_000 }));
    await clock.advance(2_000);
    expect(closed.state).toBe("resolved");
    expect([signal?.aborted, call.state]).toEqual([true, "rejected"]);
  });
});

describe("inits", () => {
  test("each caller's init gets the request of that caller (on demand)", async () => {
    const { init, contexts } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 2, init, fill: "on-demand" });
    void watch(pool.acquire({ request: "a" }));
    void watch(pool.acquire({ request: "b" }));
    await clock.flush();
    expect(contexts.map(({ request }) => request)).toEqual(["a", "b"]);
  });

  test("no init begins in a pool that a listener to session:starting has closed", async () => {
    const { init, contexts } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 1, init });
    pool.on("session:starting", () => void pool.close());
    void watch(pool.acquire());
    await clock.flush();
    expect(contexts).toHaveLength(0);
    expect(clock.pending).toBe(0);
  });

  test("no init begins after close() while the adapter was opening", async () => {
    const gate = deferred<{ token: string }>();
    let inits = 0;
    const { client, clock } = createTestClient(
      {
        init: () => {
          inits++;
        },
      },
      { open: () => gate.promise },
    );
    void watch(client.send(to("shop.example")));
    await clock.flush();
    await client.close();
    gate.resolve({ token: "" });
    await clock.flush();
    expect(inits).toBe(0);
  });

  test("a listener to init:failed that closes its pool leaves no vacancy taken in a shared store", async () => {
    const store = memoryStore();
    const a = createPool({ size: 1, store, init: async () => false });
    const b = createPool({ size: 1, store, clock: a.clock });
    a.pool.on("init:failed", () => void a.pool.close());
    void watch(a.pool.acquire());
    await a.clock.flush();
    expect(b.pool.stats().sessions.starting).toBe(0);
  });

  test("initLater with a time that is no number does not hold back all inits for ever", async () => {
    let tries = 0;
    const { pool, clock } = createPool({
      size: 1,
      init: async () => {
        if (++tries === 1) initLater({ retryAfterMs: Number("soon") });
      },
    });
    const caller = watch(pool.acquire());
    await clock.advance(3_600_000);
    expect(caller.state).not.toBe("pending");
  });

  test("an init time-out that no caller awaits does not hold the process", async () => {
    const { init, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 1, init });
    const caller = watch(pool.acquire());
    await clock.flush();
    gates[0]?.resolve(undefined);
    await clock.flush();
    await caller.value.settle("expired");
    await clock.flush();
    expect(gates).toHaveLength(2);
    expect(pool.stats().waiting).toBe(0);
    expect(clock.pendingRef).toBe(0);
  });

  test("a rank that throws for a built session is a bad init, and no unhandled rejection", async () => {
    const unhandled: unknown[] = [];
    const listener = (error: unknown): void => void unhandled.push(error);
    process.on("unhandledRejection", listener);
    const { pool, clock } = createPool({
      size: 1,
      acquireTimeoutMs: 1000,
      init: async () => undefined,
      rotation: {
        rank: () => {
          throw new Error("rank");
        },
      },
    });
    const call = watch(pool.acquire());
    await clock.flush();
    await clock.advance(1e6);
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off("unhandledRejection", listener);
    expect(unhandled).toEqual([]);
    expect(call.state).not.toBe("pending");
  });
});

describe("shared limits", () => {
  test("the life time of a session follows the limits in force", async () => {
    const store = memoryStore();
    const a = createPool({ size: 1, store, maxAgeMs: 1_000, lifetimeJitter: 0 });
    const b = createPool({ size: 1, store, clock: a.clock });
    const lease = await b.pool.acquire();
    await lease.settle("ok");
    await a.clock.advance(5_000);
    expect(b.pool.stats().sessions.ready).toBe(0);
  });

  test("a session that another opener gave a life time does not keep the pool turning", async () => {
    const store = memoryStore();
    const a = createPool({ size: 1, store });
    const b = createPool({ size: 1, store, clock: a.clock, maxAgeMs: 1_000 });
    const lease = await b.pool.acquire();
    await lease.settle("ok");
    await a.clock.advance(5_000);
    const caller = watch(a.pool.acquire());
    await a.clock.flush();
    expect(caller.state).toBe("resolved");
  });
});

describe("resize", () => {
  test("down: a build whose caller has gone since does not stay beyond the size", async () => {
    const { init, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 2, init });
    const controller = new AbortController();
    void watch(pool.acquire({ signal: controller.signal }));
    void watch(pool.acquire({ signal: controller.signal }));
    await clock.flush();
    await pool.resize(1);
    controller.abort();
    for (const gate of gates) gate.resolve(undefined);
    await clock.flush();
    expect(pool.stats().sessions.ready).toBe(1);
  });
});
