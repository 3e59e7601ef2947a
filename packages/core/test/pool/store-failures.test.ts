import { describe, expect, test } from "vitest";
import type { PoolStore, SessionStore } from "../../src/index.ts";
import { recordEvents } from "../helpers/events.ts";
import { gatedInit } from "../helpers/gated-init.ts";
import { errorOf, watch } from "../helpers/outcome.ts";
import { createPool, useOnce } from "../helpers/pool.ts";
import { failingStore, takingStore } from "../helpers/stores.ts";

const DOWN = new Error("connection lost");
const STORE_FAILED = { code: "ERR_STORE", cause: DOWN };

describe("a store that fails", () => {
  test("to open tells whoever asks, and is asked again", async () => {
    let error: Error | undefined = DOWN;
    const inner = failingStore().store;
    const store: SessionStore = {
      open: async (name, limits, context) => {
        if (error !== undefined) throw error;
        return inner.open(name, limits, context);
      },
    };
    const { pool } = createPool({ name: "shop", store });
    expect(await errorOf(pool.acquire())).toMatchObject({
      ...STORE_FAILED,
      message: "shop: the store cannot be opened",
    });
    expect(await errorOf(pool.use(() => undefined))).toMatchObject(STORE_FAILED);
    error = undefined;
    await useOnce(pool);
  });

  test("to lease refuses the caller with ERR_STORE, and says how the pool stood", async () => {
    const failing = failingStore("lease");
    const { pool } = createPool({ name: "shop", size: 1, store: failing.store });
    await pool.warm();
    failing.error = DOWN;
    expect(await errorOf(pool.acquire())).toMatchObject({
      ...STORE_FAILED,
      message:
        "shop: the store failed (size=1, leased=0, ready=1, starting=0, resting=0, waiting=0)",
    });
    failing.error = undefined;
    await useOnce(pool);
  });

  test("to reserve refuses the caller with ERR_STORE", async () => {
    const failing = failingStore("reserve");
    failing.error = DOWN;
    const { pool } = createPool({ size: 1, store: failing.store });
    expect(await errorOf(pool.acquire())).toMatchObject(STORE_FAILED);
    failing.error = undefined;
    await useOnce(pool);
  });

  test("to settle rejects the settle with ERR_STORE, and refuses who was next", async () => {
    const failing = failingStore("settle");
    const { pool, clock } = createPool({ size: 1, store: failing.store });
    const lease = await pool.acquire();
    const waiter = watch(pool.acquire());
    await clock.flush();
    failing.error = DOWN;
    expect(await errorOf(lease.settle("ok"))).toMatchObject(STORE_FAILED);
    await clock.flush();
    expect(waiter.error).toMatchObject(STORE_FAILED);
  });

  test("to settle what use has ended is told by an event, and the caller gets the result", async () => {
    const failing = failingStore("settle");
    const { pool } = createPool({ name: "shop", size: 1, store: failing.store });
    const events = recordEvents(pool, "pool:store-failed");
    failing.error = DOWN;
    expect(await pool.use(() => "page")).toBe("page");
    expect(events.of("pool:store-failed")).toMatchObject([{ pool: "shop", error: STORE_FAILED }]);
  });

  test("to fill refuses nobody for ever: the caller that was bound gets ERR_STORE or a session", async () => {
    const failing = failingStore("fill", "lease", "reserve");
    const { init, gates } = gatedInit();
    const closed: string[] = [];
    const { pool, clock } = createPool<undefined, string>({
      size: 1,
      store: failing.store,
      init,
      close: ({ id }) => {
        closed.push(id);
      },
    });
    const events = recordEvents(pool, "pool:store-failed");
    const bound = watch(pool.acquire());
    const waiter = watch(pool.acquire());
    await clock.flush();
    failing.error = DOWN;
    gates[0]?.resolve(undefined);
    await clock.flush();
    expect(bound.error).toMatchObject(STORE_FAILED);
    expect(waiter.error).toMatchObject(STORE_FAILED);
    expect(events.all).not.toEqual([]);
    expect(closed).toHaveLength(1);
  });

  for (const [name, call] of [
    ["reserve", "warm"],
    ["reserve", "add"],
    ["fill", "add"],
    ["retire", "retire"],
    ["resize", "resize"],
    ["counts", "resize"],
    ["list", "export"],
  ] as const satisfies readonly (readonly [keyof PoolStore<unknown>, string])[])
    test(`to ${name} rejects ${call}() with ERR_STORE`, async () => {
      const failing = failingStore(name);
      const { pool } = createPool({ size: 2, store: failing.store });
      await pool.warm(1);
      failing.error = DOWN;
      const calls = {
        warm: () => pool.warm(),
        add: () => pool.add(undefined),
        retire: () => pool.retire("a"),
        resize: () => pool.resize(1),
        export: () => pool.export(),
      };
      expect(await errorOf(calls[call]())).toMatchObject(STORE_FAILED);
    });

  test("to close rejects close() with ERR_STORE; the pool is closed all the same", async () => {
    const failing = failingStore("close");
    const { pool, clock } = createPool({ size: 1, store: failing.store });
    await pool.warm();
    failing.error = DOWN;
    expect(await errorOf(pool.close())).toMatchObject(STORE_FAILED);
    expect(pool.status).toBe("closed");
    expect(clock.pending).toBe(0);
  });

  test("to sweep is told by an event", async () => {
    const failing = failingStore("sweep");
    const { pool, clock } = createPool({ size: 1, maxIdleMs: 1_000, store: failing.store });
    const events = recordEvents(pool, "pool:store-failed");
    await pool.warm();
    failing.error = DOWN;
    await clock.advance(1_000);
    expect(events.of("pool:store-failed")).toMatchObject([{ error: STORE_FAILED }]);
  });
});

describe("leaseTimeoutMs", () => {
  test("has the pool renew what it holds every third of it, while it holds something", async () => {
    const taking = takingStore();
    const { pool, clock } = createPool({ size: 2, leaseTimeoutMs: 30_000, store: taking.store });
    const lease = await pool.acquire();
    await clock.advance(30_000);
    expect(taking.renewed.map((held) => held.length)).toEqual([1, 1, 1]);
    expect(taking.renewed[0]?.[0]).toMatchObject({ granted: true, session: lease.session });
    await lease.settle("ok");
    await clock.advance(60_000);
    expect(taking.renewed).toHaveLength(3);
    expect(clock.pendingRef).toBe(0);
  });

  test("is 60 s by default", async () => {
    const taking = takingStore();
    const { pool, clock } = createPool({ store: taking.store });
    await pool.acquire();
    await clock.advance(19_999);
    expect(taking.renewed).toHaveLength(0);
    await clock.advance(1);
    expect(taking.renewed).toHaveLength(1);
  });

  test("covers vacancies while an init runs", async () => {
    const taking = takingStore();
    const { init } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ store: taking.store, init });
    void watch(pool.acquire());
    await clock.advance(20_000);
    expect(taking.renewed).toMatchObject([[{ granted: "vacancy", slot: 0 }]]);
  });

  test("does not matter to a store that nobody shares", async () => {
    const { pool, clock } = createPool();
    await pool.acquire();
    expect(clock.pending).toBe(0);
  });
});

describe("a lost lease", () => {
  test("aborts its signal, is told, and cannot be settled", async () => {
    const taking = takingStore();
    const { pool, clock } = createPool({ name: "shop", size: 1, store: taking.store });
    const events = recordEvents(pool, "lease:lost");
    const lease = await pool.acquire();
    taking.takes = ({ granted }) => granted === true;
    await clock.advance(20_000);
    const { id } = lease.session;
    expect(lease.signal.reason).toMatchObject({
      code: "ERR_LEASE_LOST",
      message: `shop: the lease of session ${id} is lost (size=1, leased=1, ready=0, starting=0, resting=0, waiting=0)`,
    });
    expect(events.of("lease:lost")).toEqual([{ pool: "shop", id }]);
    expect(await errorOf(lease.settle("ok"))).toBe(lease.signal.reason);
    expect(pool.stats().use.ok).toBe(0);
  });

  test("ends the use of it with ERR_LEASE_LOST", async () => {
    const taking = takingStore();
    const { pool, clock } = createPool({ size: 1, store: taking.store });
    const using = watch(pool.use(() => new Promise(() => undefined)));
    taking.takes = ({ granted }) => granted === true;
    await clock.advance(20_000);
    expect(using.error).toMatchObject({ code: "ERR_LEASE_LOST" });
  });

  test("leaves others alone", async () => {
    const taking = takingStore();
    const { pool, clock } = createPool({ size: 2, store: taking.store });
    const kept = await pool.acquire();
    const lost = await pool.acquire();
    taking.takes = (held) => held.granted === true && held.session === lost.session;
    await clock.advance(20_000);
    expect([kept.signal.aborted, lost.signal.aborted]).toEqual([false, true]);
    await kept.settle("ok");
  });

  test("has the others renewed at once: a store that is cut off tells of each when it ends", async () => {
    const taking = takingStore();
    const { pool, clock } = createPool({ size: 2, store: taking.store });
    const first = await pool.acquire();
    const second = await pool.acquire();
    taking.takes = (held) => held.granted === true && held.session === first.session;
    await clock.advance(20_000);
    expect([first.signal.aborted, second.signal.aborted]).toEqual([true, false]);
    expect(taking.renewed.map((held) => held.length)).toEqual([2, 1]);
  });

  test("is found out at the settle as well: a stale one is an error and an event", async () => {
    const taking = takingStore();
    const { pool } = createPool({ size: 1, store: taking.store });
    const events = recordEvents(pool, "lease:lost", "lease:settled");
    const lease = await pool.acquire();
    const [grant] = [Reflect.get(lease, "grant") as { settled: boolean }];
    if (grant !== undefined) grant.settled = true;
    expect(await errorOf(lease.settle("ok"))).toMatchObject({ code: "ERR_LEASE_LOST" });
    expect(events.names).toEqual(["lease:lost"]);
  });
});

describe("a lost vacancy", () => {
  test("aborts its init; the caller that was bound to it is served otherwise", async () => {
    const taking = takingStore();
    const { init, contexts, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 1, store: taking.store, init });
    const bound = watch(pool.acquire());
    await clock.flush();
    taking.takes = ({ granted }) => granted === "vacancy";
    await clock.advance(20_000);
    taking.takes = () => false;
    expect(contexts[0]?.signal.aborted).toBe(true);
    expect(contexts).toHaveLength(2);
    gates[1]?.resolve(undefined);
    await clock.flush();
    expect(bound.value.session.id).toBe(contexts[1]?.id);
  });
});
