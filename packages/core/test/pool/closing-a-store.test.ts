import { describe, expect, test } from "vitest";
import { recordEvents } from "../helpers/events.ts";
import { gatedInit } from "../helpers/gated-init.ts";
import { watch } from "../helpers/outcome.ts";
import { createPool } from "../helpers/pool.ts";
import { failingStore, overriddenStore, takingStore } from "../helpers/stores.ts";

const DOWN = new Error("down");

describe("close() with a store that fails", () => {
  for (const name of ["abandon", "settle", "close"] as const)
    test(`ends every lease all the same (${name} fails)`, async () => {
      const { init, gates } = gatedInit();
      const failing = failingStore(name);
      const { store } = failing;
      const { pool, clock } = createPool<undefined, string>({ size: 3, init, store });
      const events = recordEvents(pool, "pool:closed");
      await clock.flush();
      const leases = [watch(pool.acquire()), watch(pool.acquire())];
      void watch(pool.acquire());
      await clock.flush();
      gates[0]?.resolve(undefined);
      gates[1]?.resolve(undefined);
      await clock.flush();
      failing.error = DOWN;
      const closed = watch(pool.close({ drainTimeoutMs: 1_000 }));
      await clock.advance(1_000);
      expect(leases.map(({ value }) => value.signal.aborted)).toEqual([true, true]);
      expect(closed.error).toMatchObject({ code: "ERR_STORE", cause: DOWN });
      expect(events.all).toHaveLength(1);
      expect(pool.status).toBe("closed");
      expect(clock.pending).toBe(0);
    });

  test("ends every lease when the store does not answer at all", async () => {
    let isDown = false;
    const never = new Promise<never>(() => undefined);
    const store = overriddenStore((inner) => ({
      abandon: (...given) => (isDown ? never : inner.abandon(...given)),
    }));
    const { init, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 2, init, store });
    const lease = watch(pool.acquire());
    void watch(pool.acquire());
    await clock.flush();
    gates[0]?.resolve(undefined);
    await clock.flush();
    isDown = true;
    void watch(pool.close({ drainTimeoutMs: 1_000 }));
    await clock.advance(1_000);
    expect(lease.value.signal.aborted).toBe(true);
  });

  test("frees what can be freed", async () => {
    const failing = failingStore("settle");
    const freed: string[] = [];
    const close = ({ id }: { readonly id: string }): void => void freed.push(id);
    const { pool, clock } = createPool({ size: 2, store: failing.store, close });
    await pool.warm();
    await pool.acquire();
    failing.error = DOWN;
    void watch(pool.close({ drainTimeoutMs: 1_000 }));
    await clock.advance(1_000);
    expect(freed).toHaveLength(2);
  });
});

test("leases are renewed while close() lets them settle, and not after that", async () => {
  const { store, renewed } = takingStore();
  const { pool, clock } = createPool({ size: 1, store, leaseTimeoutMs: 30_000 });
  await pool.acquire();
  await clock.advance(15_000);
  expect(renewed).toHaveLength(1);
  const closed = watch(pool.close({ drainTimeoutMs: 30_000 }));
  await clock.advance(29_000);
  expect(renewed).toHaveLength(4);
  await clock.advance(60_000);
  expect(closed.state).toBe("resolved");
  expect(renewed).toHaveLength(4);
  expect(clock.pending).toBe(0);
});
