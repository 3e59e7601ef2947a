import { memoryStore } from "../../src/index.ts";
import { asyncStore } from "@sessionary/core/testing";
import { describe, expect, test } from "vitest";
import { gatedInit } from "../helpers/gated-init.ts";
import { watch } from "../helpers/outcome.ts";
import { createPool } from "../helpers/pool.ts";

async function turns(count: number): Promise<void> {
  for (let each = 0; each < count; each++) await Promise.resolve();
}

describe("a store that answers by promise", () => {
  test("an abort while the built session is put in the pool loses no session", async () => {
    const { init, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({
      size: 1,
      init,
      store: asyncStore(memoryStore()),
    });
    await clock.flush();
    const controller = new AbortController();
    const caller = watch(pool.acquire({ signal: controller.signal }));
    await clock.flush();
    let failed: number | undefined;
    gates[0]?.resolve(undefined);
    pool.on("session:ready", () => undefined);
    // right after fill was sent
    await turns(4);
    controller.abort(new Error("gone"));
    await clock.flush();
    pool.stats();
    await clock.flush();
    if (caller.state === "resolved") failed = 1;
    expect(failed).toBeUndefined();
    expect(pool.stats().sessions).toMatchObject({ ready: 1, leased: 0 });
  });

  test("a waiter times out although another left while it was being asked for", async () => {
    const { pool, clock } = createPool({
      size: 1,
      acquireTimeoutMs: 1_000,
      store: asyncStore(memoryStore()),
    });
    await clock.flush();
    const lease = await pool.acquire();
    const first = watch(pool.acquire());
    await clock.flush();
    const controller = new AbortController();
    const second = watch(pool.acquire({ signal: controller.signal }));
    await clock.flush();
    void lease.settle({ verdict: "throttled", retryAfterMs: 100_000 });
    controller.abort();
    await clock.flush();
    expect(second.state).toBe("rejected");
    await clock.advance(5_000);
    expect(first.state).toBe("rejected");
  });

  test("two callers who want the same id built build it once", async () => {
    const { init, contexts } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({
      size: 2,
      init,
      store: asyncStore(memoryStore()),
    });
    await clock.flush();
    void watch(pool.acquire({ id: "x", onMissing: "replace" }));
    void watch(pool.acquire({ id: "x", onMissing: "replace" }));
    await clock.flush();
    expect(contexts.map(({ id }) => id)).toEqual(["x"]);
  });

  test("a keyed newcomer does not overtake general waiters", async () => {
    const { pool, clock } = createPool({
      size: 2,
      delayMs: 1_000,
      delayJitter: 0,
      store: asyncStore(memoryStore()),
    });
    await clock.flush();
    await pool.warm();
    await clock.advance(2_000);
    const a = await pool.acquire();
    const b = await pool.acquire();
    await a.settle("ok");
    await b.settle("ok");
    const w1 = watch(pool.acquire());
    const w2 = watch(pool.acquire());
    await clock.flush();
    let k: ReturnType<typeof watch<unknown>> | undefined;
    pool.on("waiter:served", () => {
      k ??= watch<unknown>(pool.acquire({ key: "new" }));
    });
    await clock.advance(1_000);
    expect(w1.state).toBe("resolved");
    expect([w2.state, k?.state]).toEqual(["resolved", "pending"]);
  });
});
