import { describe, expect, test } from "vitest";
import { recordEvents } from "../helpers/events.ts";
import { watch } from "../helpers/outcome.ts";
import { acquireAll, createPool, useOnce } from "../helpers/pool.ts";

const HOUR = 3_600_000;

describe("maxErrors", () => {
  test("of 1, the default, retires a session at its first error verdict", async () => {
    const { pool } = createPool({ size: 1 });
    const first = await useOnce(pool, "error");
    expect(pool.get(first)).toBeUndefined();
    expect(pool.stats().retired).toEqual({ errors: 1 });
    expect(await useOnce(pool)).not.toBe(first);
  });

  test("counts error verdicts, and ok does not make up for them by default", async () => {
    const { pool } = createPool({ size: 1, maxErrors: 3 });
    const id = await useOnce(pool, "error");
    for (const verdict of ["ok", "error", "ok"] as const)
      expect(await useOnce(pool, verdict)).toBe(id);
    expect(pool.get(id)?.errors).toBe(2);
    await useOnce(pool, "error");
    expect(pool.stats().retired).toEqual({ errors: 1 });
  });

  test("of Infinity never retires", async () => {
    const { pool } = createPool({ size: 1, maxErrors: Infinity });
    for (let each = 0; each < 100; each++) await useOnce(pool, "error");
    expect(pool.stats().retired).toEqual({});
  });
});

describe("errorRecovery", () => {
  test("is subtracted from the error count by each ok, and never makes it negative", async () => {
    const { pool } = createPool({ size: 1, maxErrors: 3, errorRecovery: 0.5 });
    const errors: (number | undefined)[] = [];
    for (const verdict of ["error", "ok", "ok", "ok", "error", "error"] as const)
      errors.push(pool.get(await useOnce(pool, verdict))?.errors);
    expect(errors).toEqual([1, 0.5, 0, 0, 1, 2]);
    await useOnce(pool, "ok");
    expect(await useOnce(pool, "error")).toBeDefined();
    expect(pool.stats().retired).toEqual({});
  });

  test("of Infinity makes maxErrors count consecutive errors", async () => {
    const { pool } = createPool({ size: 1, maxErrors: 2, errorRecovery: Infinity });
    for (const verdict of ["error", "ok", "error", "ok", "error"] as const)
      await useOnce(pool, verdict);
    expect(pool.stats().retired).toEqual({});
    await useOnce(pool, "error");
    expect(pool.stats().retired).toEqual({ errors: 1 });
  });
});

describe("maxCheckFailures", () => {
  test("of 1, the default, retires a session at its first invalid verdict", async () => {
    const { pool } = createPool({ size: 1 });
    await useOnce(pool, "invalid");
    expect(pool.stats().retired).toEqual({ check: 1 });
  });

  test("counts invalid verdicts apart from errors, and ok does not make up for them", async () => {
    const { pool } = createPool({
      size: 1,
      maxErrors: 2,
      maxCheckFailures: 2,
      errorRecovery: Infinity,
    });
    for (const verdict of ["error", "invalid", "ok"] as const) await useOnce(pool, verdict);
    expect(pool.stats().retired).toEqual({});
    await useOnce(pool, "invalid");
    expect(pool.stats().retired).toEqual({ check: 1 });
  });
});

describe("maxConcurrency", () => {
  test("of 1, the default, gives a session to one caller at a time", async () => {
    const { pool, clock } = createPool({ size: 1 });
    await pool.acquire();
    const second = watch(pool.acquire());
    await clock.flush();
    expect(second.state).toBe("pending");
  });

  test("is how many leases of one session are open at the same time", async () => {
    const { pool, clock } = createPool({ size: 1, maxConcurrency: 3 });
    const leases = await acquireAll(pool, 3);
    expect(new Set(leases.map(({ session }) => session.id)).size).toBe(1);
    const fourth = watch(pool.acquire());
    await clock.flush();
    expect(fourth.state).toBe("pending");
    await leases[1]?.settle("ok");
    await clock.flush();
    expect(fourth.state).toBe("resolved");
  });

  test("of Infinity has no limit", async () => {
    const { pool } = createPool({ size: 1, maxConcurrency: Infinity });
    expect(await acquireAll(pool, 200)).toHaveLength(200);
  });
});

describe("maxUses", () => {
  test("is reserved at lease time, so that concurrency never overshoots it", async () => {
    const { pool, clock } = createPool({ size: 1, maxConcurrency: 10, maxUses: 3 });
    const leases = await acquireAll(pool, 3);
    const fourth = watch(pool.acquire());
    await clock.flush();
    expect(fourth.state).toBe("pending");
    await leases[0]?.settle("ok");
    await clock.flush();
    expect(fourth.value.session.id).not.toBe(leases[0]?.session.id);
    expect(leases[0]?.session.uses).toBe(3);
  });

  test("retires a session with reason uses at the settle of its last use", async () => {
    const { pool } = createPool({ size: 1, maxUses: 2 });
    await useOnce(pool);
    expect(pool.stats().retired).toEqual({});
    await useOnce(pool);
    expect(pool.stats().retired).toEqual({ uses: 1 });
  });

  test("gets back the reserved use of a lease settled as unused", async () => {
    const { pool, clock } = createPool({ size: 1, maxUses: 1 });
    const first = await pool.acquire();
    const second = watch(pool.acquire());
    await clock.flush();
    expect(second.state).toBe("pending");
    await first.settle("unused");
    await clock.flush();
    expect(second.value.session.id).toBe(first.session.id);
    expect(first.session.uses).toBe(1);
  });

  test("counts every verdict but unused as a use", async () => {
    const { pool } = createPool({ size: 1, maxErrors: 9, maxCheckFailures: 9, maxUses: 9 });
    let id = "";
    for (const verdict of ["ok", "error", "invalid", "inconclusive", "unused"] as const)
      id = await useOnce(pool, verdict);
    expect(pool.get(id)?.uses).toBe(4);
  });
});

describe("maxAgeMs", () => {
  test("retires a session that is idle then, with reason age", async () => {
    const { pool, clock } = createPool({ maxAgeMs: HOUR, lifetimeJitter: 0 });
    await pool.warm(1);
    await clock.advance(HOUR - 1);
    expect(pool.stats().retired).toEqual({});
    await clock.advance(1);
    expect(pool.stats()).toMatchObject({ retired: { age: 1 }, sessions: { ready: 0 } });
  });

  test("runs from the start of init", async () => {
    const clock = createPool().clock;
    const init = (): Promise<undefined> =>
      new Promise((resolve) => clock.setTimeout(() => resolve(undefined), 60_000));
    const { pool } = createPool({ clock, init, maxAgeMs: HOUR, lifetimeJitter: 0 });
    const warming = pool.warm(1);
    await clock.advance(60_000);
    await warming;
    await clock.advance(HOUR - 60_000 - 1);
    expect(pool.stats().retired).toEqual({});
    await clock.advance(1);
    expect(pool.stats().retired).toEqual({ age: 1 });
  });

  test("reached during a lease retires at its settle", async () => {
    const { pool, clock } = createPool({ size: 1, maxAgeMs: HOUR, lifetimeJitter: 0 });
    const lease = await pool.acquire();
    await clock.advance(2 * HOUR);
    expect(pool.stats().retired).toEqual({});
    expect(lease.signal.aborted).toBe(false);
    await lease.settle("ok");
    expect(pool.stats().retired).toEqual({ age: 1 });
  });

  test("keeps a session that is too old, and still in use, from further leases", async () => {
    const { pool, clock } = createPool({
      size: 1,
      maxConcurrency: 2,
      maxAgeMs: HOUR,
      lifetimeJitter: 0,
    });
    const old = await pool.acquire();
    await clock.advance(HOUR);
    const next = watch(pool.acquire());
    await clock.flush();
    expect(next.state).toBe("pending");
    await old.settle("ok");
    await clock.flush();
    expect(next.value.session.id).not.toBe(old.session.id);
  });

  test("lets nobody lease a session at its very end, even before its timer has rung", async () => {
    const { pool, clock } = createPool({ size: 1, maxAgeMs: HOUR, lifetimeJitter: 0 });
    const old = await useOnce(pool);
    let leased: string | undefined;
    clock.setTimeout(() => void useOnce(pool).then((id) => (leased = id)), HOUR);
    await clock.advance(HOUR);
    expect(leased).toBeDefined();
    expect(leased).not.toBe(old);
  });
});

describe("lifetimeJitter", () => {
  /** When the session is retired whose random draws are all `random`. */
  async function ageOf(random: number, options: { lifetimeJitter?: number } = {}): Promise<number> {
    const { pool, clock } = createPool({ maxAgeMs: HOUR, random: () => random, ...options });
    await pool.warm(1);
    await clock.runAll();
    return clock.now();
  }

  test("shortens each session's maxAgeMs by up to this share, 0.05 by default", async () => {
    expect(await ageOf(0)).toBe(HOUR);
    expect(await ageOf(0.5)).toBe(HOUR * 0.975);
    expect(await ageOf(0.5, { lifetimeJitter: 0.2 })).toBe(HOUR * 0.9);
    expect(await ageOf(0.5, { lifetimeJitter: 0 })).toBe(HOUR);
  });

  test("keeps a pool from expiring at once", async () => {
    const { pool, clock } = createPool({ size: 8, maxAgeMs: HOUR });
    const ends = new Set<number>();
    pool.on("session:retired", () => ends.add(clock.now()));
    await pool.warm();
    await clock.advance(HOUR);
    expect(ends.size).toBe(8);
    expect(Math.min(...ends)).toBeGreaterThanOrEqual(HOUR * 0.95);
  });
});

describe("maxIdleMs", () => {
  test("retires a session that was not used for so long, with reason idle", async () => {
    const { pool, clock } = createPool({ size: 1, maxIdleMs: 60_000 });
    await pool.warm();
    await clock.advance(59_999);
    expect(pool.stats().retired).toEqual({});
    await clock.advance(1);
    expect(pool.stats().retired).toEqual({ idle: 1 });
  });

  test("runs from the settle of the last lease", async () => {
    const { pool, clock } = createPool({ size: 1, maxIdleMs: 60_000 });
    const lease = await pool.acquire();
    await clock.advance(300_000);
    await lease.settle("ok");
    await clock.advance(59_999);
    expect(pool.stats().retired).toEqual({});
    await clock.advance(1);
    expect(pool.stats().retired).toEqual({ idle: 1 });
  });

  test("is not over for a session that is leased in time", async () => {
    const { pool, clock } = createPool({ size: 1, maxIdleMs: 60_000 });
    const id = await useOnce(pool);
    for (let each = 0; each < 10; each++) {
      await clock.advance(59_999);
      expect(await useOnce(pool)).toBe(id);
    }
  });
});

describe("life limits", () => {
  test("tell of the retirement with id, slot and uses", async () => {
    const { pool, clock } = createPool({ size: 1, maxIdleMs: 60_000 });
    const events = recordEvents(pool, "session:retired");
    await pool.add(undefined, { id: "a" });
    await clock.advance(60_000);
    expect(events.of("session:retired")).toEqual([
      { pool: "default", id: "a", slot: 0, reason: "idle", uses: 0 },
    ]);
  });

  test("keep one timer at most, which holds no process", async () => {
    const { pool, clock } = createPool({ size: 50, maxAgeMs: HOUR, maxIdleMs: HOUR / 2 });
    await pool.warm();
    expect(clock.pending).toBe(1);
    expect(clock.pendingRef).toBe(0);
  });
});
