import { describe, expect, test } from "vitest";
import { initLater } from "../../src/index.ts";
import { gatedInit } from "../helpers/gated-init.ts";
import { watch } from "../helpers/outcome.ts";
import { createPool, useOnce } from "../helpers/pool.ts";

describe("timers that no caller awaits hold no process", () => {
  test("that of an init which only replaces a session does not, until a caller waits for it", async () => {
    const { init, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 1, init });
    const used = watch(useOnce(pool, "error"));
    await clock.flush();
    expect(clock.pendingRef).toBe(1);
    gates[0]?.resolve(undefined);
    await clock.flush();
    expect(used.state).toBe("resolved");
    expect([clock.pending, clock.pendingRef]).toEqual([1, 0]);
    void watch(pool.acquire({ acquireTimeoutMs: Infinity }));
    await clock.flush();
    expect([clock.pending, clock.pendingRef]).toEqual([1, 1]);
  });

  test("that of a gate does not, until a caller waits behind it", async () => {
    let begun = 0;
    const { pool, clock } = createPool({
      size: 2,
      init: async () => {
        if (++begun === 2) initLater({ retryAfterMs: 5_000 });
        return undefined;
      },
    });
    await useOnce(pool, "error");
    await clock.flush();
    expect([begun, clock.pending, clock.pendingRef]).toEqual([2, 1, 0]);
    const caller = watch(pool.acquire());
    await clock.flush();
    expect([clock.pending, clock.pendingRef]).toEqual([1, 1]);
    await clock.advance(5_000);
    expect(caller.state).toBe("resolved");
  });

  test("that of warm() does: somebody waits for it", async () => {
    const { init } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 1, init });
    void watch(pool.warm());
    await clock.flush();
    expect([clock.pending, clock.pendingRef]).toEqual([1, 1]);
  });

  test("that of an init which warm() joins does as well", async () => {
    const { init, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 1, init });
    void watch(useOnce(pool, "error"));
    await clock.flush();
    gates[0]?.resolve(undefined);
    await clock.flush();
    expect([clock.pending, clock.pendingRef]).toEqual([1, 0]);
    void watch(pool.warm());
    await clock.flush();
    expect([clock.pending, clock.pendingRef]).toEqual([1, 1]);
  });

  test("those of callers in the queue, and of a drain, do", async () => {
    const { pool, clock } = createPool({ size: 1 });
    const lease = await pool.acquire();
    const waiter = watch(pool.acquire());
    await clock.flush();
    expect(clock.pendingRef).toBe(1);
    const closing = watch(pool.close());
    await clock.flush();
    expect(waiter.state).toBe("rejected");
    expect([clock.pending, clock.pendingRef]).toEqual([1, 1]);
    await lease.settle("ok");
    await closing.promise;
    expect(clock.pending).toBe(0);
  });
});
