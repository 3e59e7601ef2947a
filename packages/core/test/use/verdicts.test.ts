import { describe, expect, it } from "vitest";
import type { Verdict } from "../../src/index.ts";
import { createPool, useOnce } from "../helpers/pool.ts";

/** A pool of one session, so that every verdict falls on the same one. */
function onePool(options: Parameters<typeof createPool>[0] = {}) {
  return createPool({ size: 1, ...options });
}

/** Settles leases of the only session, one after the other, and answers whether it is still there. */
async function survives(
  { pool }: ReturnType<typeof onePool>,
  ...verdicts: readonly Verdict[]
): Promise<boolean> {
  await pool.warm();
  const lease = await pool.acquire();
  const { id } = lease.session;
  await lease.settle("unused");
  for (const verdict of verdicts) await useOnce(pool, verdict);
  return pool.get(id) !== undefined;
}

describe("ok", () => {
  it("counts the use and keeps the session", async () => {
    const { pool } = onePool();
    const id = await useOnce(pool);
    expect(pool.get(id)).toMatchObject({ uses: 1, errors: 0, checkFailures: 0 });
    expect(pool.stats().use).toMatchObject({ ok: 1 });
  });

  it("lowers the error count by `errorRecovery`", async () => {
    const { pool } = onePool({ maxErrors: 5, errorRecovery: 0.5 });
    await useOnce(pool, "error");
    await useOnce(pool, "error");
    const id = await useOnce(pool, "ok");
    expect(pool.get(id)?.errors).toBe(1.5);
  });

  it("never lowers the error count below 0", async () => {
    const { pool } = onePool({ maxErrors: 5, errorRecovery: 3 });
    await useOnce(pool, "error");
    const id = await useOnce(pool, "ok");
    expect(pool.get(id)?.errors).toBe(0);
  });

  it("leaves the error count alone by default", async () => {
    expect(await survives(onePool({ maxErrors: 2 }), "error", "ok", "ok", "error")).toBe(false);
  });

  it("leaves the check failures alone, whatever `errorRecovery` is", async () => {
    const pool = onePool({ maxCheckFailures: 2, errorRecovery: Infinity });
    expect(await survives(pool, "invalid", "ok", "ok", "invalid")).toBe(false);
  });

  it("with an `errorRecovery` of Infinity makes `maxErrors` count consecutive errors", async () => {
    const options = { maxErrors: 2, errorRecovery: Infinity };
    expect(await survives(onePool(options), "error", "ok", "error", "ok", "error")).toBe(true);
    expect(await survives(onePool(options), "error", "ok", "error", "error")).toBe(false);
  });
});

describe("error", () => {
  it("retires the session at `maxErrors`, reason errors", async () => {
    const pool = onePool({ maxErrors: 3 });
    expect(await survives(pool, "error", "error")).toBe(true);
    expect(await survives(pool, "error")).toBe(false);
    expect(pool.pool.stats().retired).toEqual({ errors: 1 });
  });

  it("retires the session at the first by default", async () => {
    expect(await survives(onePool(), "error")).toBe(false);
  });

  it("counts apart from check failures", async () => {
    const pool = onePool({ maxErrors: 2, maxCheckFailures: 2 });
    expect(await survives(pool, "error", "invalid")).toBe(true);
  });

  it("never retires a session with `maxErrors` of Infinity", async () => {
    const errors = Array.from({ length: 50 }, (): Verdict => "error");
    expect(await survives(onePool({ maxErrors: Infinity }), ...errors)).toBe(true);
  });
});

describe("invalid", () => {
  it("retires the session at `maxCheckFailures`, reason check", async () => {
    const pool = onePool({ maxCheckFailures: 2 });
    expect(await survives(pool, "invalid")).toBe(true);
    expect(await survives(pool, "invalid")).toBe(false);
    expect(pool.pool.stats().retired).toEqual({ check: 1 });
  });

  it("retires the session at the first by default", async () => {
    expect(await survives(onePool(), "invalid")).toBe(false);
  });
});

describe("expired", () => {
  it("retires the session now, reason expired, whatever the limits allow", async () => {
    const pool = onePool({ maxErrors: 9, maxCheckFailures: 9 });
    expect(await survives(pool, "expired")).toBe(false);
    expect(pool.pool.stats()).toMatchObject({ retired: { expired: 1 }, use: { expired: 1 } });
  });
});

describe("inconclusive", () => {
  it("counts only the use", async () => {
    const { pool } = onePool();
    const id = await useOnce(pool, "inconclusive");
    expect(pool.get(id)).toMatchObject({ uses: 1, errors: 0, checkFailures: 0 });
    expect(pool.stats()).toMatchObject({ use: { inconclusive: 1 }, retired: {} });
  });
});

describe("unused", () => {
  it("gives the reserved use back, and counts nothing", async () => {
    const { pool } = onePool({ maxUses: 2 });
    const id = await useOnce(pool, "unused");
    expect(pool.get(id)?.uses).toBe(0);
    await useOnce(pool);
    expect(pool.get(id)?.uses).toBe(1);
    const { use } = pool.stats();
    expect(Object.values(use).reduce((sum, count) => sum + count)).toBe(1);
  });
});

describe("stop", () => {
  it("closes the pool with its reason, and refuses all waiters with it", async () => {
    const { pool, clock } = onePool();
    const lease = await pool.acquire();
    const waiter = pool.acquire().then(undefined, (error: unknown) => error);
    await lease.settle({ verdict: "stop", reason: "account blocked" });
    await clock.flush();
    const stopped = { code: "ERR_POOL_STOPPED", reason: "account blocked" };
    expect(await waiter).toMatchObject(stopped);
    await expect(pool.acquire()).rejects.toMatchObject(stopped);
    expect(pool.status).toBe("closed");
  });

  it("makes use() reject with ERR_POOL_STOPPED, without a retry", async () => {
    const { pool } = onePool({ classify: () => ({ verdict: "stop", reason: "no credit" }) });
    let tasks = 0;
    const used = pool.use(() => ++tasks);
    await expect(used).rejects.toMatchObject({ code: "ERR_POOL_STOPPED", reason: "no credit" });
    expect(tasks).toBe(1);
  });
});
