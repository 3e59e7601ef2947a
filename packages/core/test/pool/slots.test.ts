import { describe, expect, test } from "vitest";
import { acquireAll, createPool, useOnce } from "../helpers/pool.ts";

describe("slots", () => {
  test("each vacancy has the lowest free integer, given to init and kept on the session", async () => {
    const { pool } = createPool({ size: 4, init: ({ slot }) => ({ account: slot }) });
    const leases = await acquireAll(pool, 4);
    expect(leases.map(({ session }) => session.slot)).toEqual([0, 1, 2, 3]);
    for (const { session } of leases) expect(session.state.account).toBe(session.slot);
  });

  test("a slot is free again when its session has left, and the lowest goes first", async () => {
    const { pool } = createPool<unknown>({ size: 4 });
    for (const id of ["a", "b", "c", "d"]) await pool.add(undefined, { id });
    await pool.retire("c");
    await pool.retire("a");
    expect((await pool.add(undefined)).slot).toBe(0);
    expect((await pool.add(undefined)).slot).toBe(2);
  });

  test("a replacement inherits the slot of the session it replaces", async () => {
    const slots: number[] = [];
    const { pool } = createPool({
      size: 3,
      init: ({ slot }) => {
        slots.push(slot);
        return undefined;
      },
    });
    const leases = await acquireAll(pool, 3);
    await leases[1]?.settle("expired");
    expect(slots).toEqual([0, 1, 2, 1]);
  });

  test("a replacement inherits nothing else", async () => {
    const { pool } = createPool({ size: 1, maxErrors: 2, init: () => ({}) });
    for (const verdict of ["error", "ok", "error"] as const) await useOnce(pool, verdict);
    const { session } = await pool.acquire();
    expect(session).toMatchObject({ slot: 0, uses: 1, errors: 0, checkFailures: 0 });
  });

  test("the slot of a retired session stays taken until its last lease is settled", async () => {
    const { pool, clock } = createPool({ size: 1, maxConcurrency: 2 });
    const [first, second] = await acquireAll(pool, 2);
    await first?.settle("expired");
    await clock.flush();
    const replacement = await pool.acquire();
    expect(replacement.session.slot).toBe(1);
    await second?.settle("ok");
    await replacement.settle("expired");
    expect((await pool.acquire()).session.slot).toBe(0);
  });

  test("no two live or starting sessions share a slot, those of a failed init included", async () => {
    let fails = 3;
    const { pool, clock } = createPool({
      size: 4,
      init: async ({ slot }) => (fails-- > 0 ? false : { slot }),
    });
    const warming = pool.warm();
    await clock.flush();
    await warming;
    const leases = await acquireAll(pool, 4);
    expect(new Set(leases.map(({ session }) => session.slot))).toEqual(new Set([0, 1, 2, 3]));
  });

  test("a bad init's vacancy tries again in the same slot when it is the only one", async () => {
    const slots: number[] = [];
    const { pool } = createPool({
      size: 1,
      init: ({ slot }) => {
        slots.push(slot);
        return slots.length < 3 ? false : undefined;
      },
    });
    await useOnce(pool);
    expect(slots).toEqual([0, 0, 0]);
  });
});
