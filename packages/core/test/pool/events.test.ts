import { describe, expect, test } from "vitest";
import { initLater, type Exchange } from "../../src/index.ts";
import { recordEvents } from "../helpers/events.ts";
import { errorOf, watch } from "../helpers/outcome.ts";
import { createPool, useOnce } from "../helpers/pool.ts";

const POOL = { pool: "shop" };

describe("events of sessions", () => {
  test("session:starting names id, slot and attempt; session:ready how long it took", async () => {
    const { clock } = createPool();
    let begun = 0;
    const { pool } = createPool({
      name: "shop",
      clock,
      size: 1,
      init: () =>
        new Promise<undefined | false>((resolve) =>
          clock.setTimeout(() => resolve(++begun === 1 ? false : undefined), 250),
        ),
    });
    const events = recordEvents(pool, "session:starting", "session:ready");
    void watch(pool.warm());
    await clock.advance(500);
    const [first, second] = events.of("session:starting");
    expect(first).toEqual({ ...POOL, id: first?.id, slot: 0, attempt: 1 });
    expect(second).toEqual({ ...POOL, id: second?.id, slot: 0, attempt: 2 });
    expect(events.of("session:ready")).toEqual([{ ...POOL, id: second?.id, slot: 0, tookMs: 250 }]);
  });

  test("session:ready tells of added sessions as well", async () => {
    const { pool } = createPool({ name: "shop" });
    const events = recordEvents(pool, "session:ready");
    await pool.add(undefined, { id: "mine" });
    expect(events.of("session:ready")).toEqual([{ ...POOL, id: "mine", slot: 0, tookMs: 0 }]);
  });

  test("session:retired names the reason and the uses", async () => {
    const { pool } = createPool({ name: "shop", size: 1 });
    const events = recordEvents(pool, "session:retired");
    const id = await useOnce(pool);
    await useOnce(pool, "invalid");
    expect(events.of("session:retired")).toEqual([
      { ...POOL, id, slot: 0, reason: "check", uses: 2 },
    ]);
  });

  test("init:failed names the reason, what the judgement said and the count", async () => {
    const init = [
      async () => false,
      () => Promise.reject(new Error("no route")),
      async () => undefined,
    ];
    const { pool } = createPool({
      name: "shop",
      size: 1,
      init: async () => (await init.shift()?.()) as undefined,
      classify: ({ error }) => ({ verdict: "error", reason: String(error) }),
    });
    const events = recordEvents(pool, "init:failed");
    await pool.warm();
    expect(events.of("init:failed")).toMatchObject([
      { ...POOL, reason: "rejected", detail: undefined, badInits: 1 },
      { reason: "failed", detail: "Error: no route", error: new Error("no route"), badInits: 2 },
    ]);
  });

  test("init:later names the reason and how long all inits wait", async () => {
    let begun = 0;
    const { pool, clock } = createPool({
      name: "shop",
      size: 1,
      init: async () => {
        if (++begun === 1) initLater({ retryAfterMs: 500, reason: "vendor limit" });
        if (begun === 2) initLater();
        return undefined;
      },
    });
    const events = recordEvents(pool, "init:later");
    void watch(pool.warm());
    await clock.runAll();
    expect(events.of("init:later")).toMatchObject([
      { ...POOL, reason: "vendor limit", retryInMs: 500 },
      { ...POOL, reason: "later", retryInMs: 60_000 },
    ]);
  });
});

describe("events of leases and waiters", () => {
  test("tell a whole exchange in its order", async () => {
    const { pool, clock } = createPool({ name: "shop", size: 1 });
    const events = recordEvents(
      pool,
      "session:starting",
      "session:ready",
      "session:retired",
      "lease:granted",
      "lease:settled",
      "waiter:queued",
      "waiter:served",
    );
    const first = await pool.acquire();
    const second = pool.acquire();
    await clock.advance(200);
    await first.settle({ verdict: "error", reason: "banned" });
    await (await second).settle("ok");
    expect(events.names).toEqual([
      "session:starting",
      "session:ready",
      "waiter:served",
      "lease:granted",
      "waiter:queued",
      "lease:settled",
      "session:retired",
      "session:starting",
      "session:ready",
      "waiter:served",
      "lease:granted",
      "lease:settled",
    ]);
    const [one, other] = [first.session.id, (await second).session.id];
    expect(events.of("lease:granted")).toEqual([
      { ...POOL, id: one },
      { ...POOL, id: other },
    ]);
    expect(events.of("lease:settled")).toEqual([
      { ...POOL, id: one, verdict: "error", reason: "banned" },
      { ...POOL, id: other, verdict: "ok", reason: undefined },
    ]);
    expect(events.of("waiter:queued")).toEqual([{ ...POOL, waiting: 1 }]);
    expect(events.of("waiter:served").at(-1)).toEqual({ ...POOL, id: other, waitedMs: 200 });
  });

  test("waiter:refused names the code, and none when the caller's own signal aborted", async () => {
    const { pool, clock } = createPool({ name: "shop", size: 1, maxWaiting: 2 });
    const events = recordEvents(pool, "waiter:refused");
    await pool.acquire();
    const controller = new AbortController();
    void watch(pool.acquire({ signal: controller.signal }));
    void watch(pool.acquire({ acquireTimeoutMs: 100 }));
    void watch(pool.acquire());
    await clock.flush();
    controller.abort();
    await clock.advance(100);
    void watch(pool.acquire());
    await clock.flush();
    void watch(pool.close());
    await clock.flush();
    expect(events.all.map(({ event }) => event)).toEqual([
      { ...POOL, code: "ERR_QUEUE_FULL" },
      { ...POOL, code: undefined },
      { ...POOL, code: "ERR_ACQUIRE_TIMEOUT" },
      { ...POOL, code: "ERR_POOL_CLOSED" },
    ]);
  });

  test("tell of every lease that was granted that it ended, and of no other", async () => {
    const { pool, clock } = createPool({ size: 2, delayMs: 1_000 });
    const events = recordEvents(pool, "lease:granted", "lease:settled");
    const controller = new AbortController();
    void watch(pool.acquire({ signal: controller.signal }));
    await clock.flush();
    controller.abort();
    await clock.flush();
    expect(events.names).toEqual([]);
    const served = watch(useOnce(pool));
    await clock.advance(2_000);
    expect(served.state).toBe("resolved");
    expect(events.names).toEqual(["lease:granted", "lease:settled"]);
  });
});

describe("events of the pool", () => {
  test("check:error carries what the checker threw, and its phase", async () => {
    const broken = new TypeError("zip of undefined");
    const { pool } = createPool<undefined, unknown, string>({
      name: "shop",
      size: 1,
      retries: 0,
      check: ({ phase }: Exchange<string>) => {
        if (phase === "use") throw broken;
        return true;
      },
    });
    const events = recordEvents(pool, "check:error", "lease:granted");
    await errorOf(pool.use(() => "page"));
    const id = events.of("lease:granted")[0]?.id;
    expect(events.of("check:error")).toEqual([{ ...POOL, id, phase: "use", error: broken }]);
  });

  test("pool:failed carries the error that callers get", async () => {
    const { pool } = createPool({ name: "shop", maxBadInits: 1, init: (): false => false });
    const events = recordEvents(pool, "pool:failed");
    const error = await errorOf(pool.acquire());
    expect(events.all).toEqual([{ name: "pool:failed", event: { ...POOL, error } }]);
  });

  test("pool:closed carries the reason, once all is over", async () => {
    const { pool } = createPool({ name: "shop" });
    const states: string[] = [];
    pool.on("pool:closed", () => states.push(pool.status));
    const events = recordEvents(pool, "pool:closed");
    await pool.close({ reason: "done" });
    expect(events.of("pool:closed")).toEqual([{ ...POOL, reason: "done" }]);
    expect(states).toEqual(["closed"]);
  });
});

describe("a listener", () => {
  test("that throws cannot hurt the pool, and is told of by listener:error", async () => {
    const { pool, clock } = createPool({ name: "shop", size: 1, maxUses: 2 });
    const failed = new Error("listener");
    for (const name of [
      "session:starting",
      "session:ready",
      "session:retired",
      "lease:granted",
      "lease:settled",
      "waiter:queued",
      "waiter:served",
    ] as const)
      pool.on(name, () => {
        throw failed;
      });
    const errors = recordEvents(pool, "listener:error");
    const callers = [1, 2, 3].map(() => useOnce(pool));
    await Promise.all(callers);
    await clock.flush();
    expect(pool.stats()).toMatchObject({ use: { ok: 3 }, retired: { uses: 1 } });
    expect(errors.of("listener:error")[0]).toEqual({
      ...POOL,
      event: "session:starting",
      error: failed,
    });
  });

  test("may call the pool", async () => {
    const { pool, clock } = createPool({ size: 2 });
    const others: string[] = [];
    pool.on("session:retired", () => void useOnce(pool).then((id) => others.push(id)));
    const id = await useOnce(pool, "error");
    await clock.flush();
    expect(others).toHaveLength(1);
    expect(others).not.toContain(id);
  });

  test("hears nothing after it has unsubscribed", async () => {
    const { pool } = createPool({ size: 1 });
    let heard = 0;
    const off = pool.on("lease:granted", () => void heard++);
    await useOnce(pool);
    off();
    off();
    await useOnce(pool);
    expect(heard).toBe(1);
  });
});
