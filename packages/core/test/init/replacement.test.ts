import { describe, expect, it } from "vitest";
import type { PoolOptions } from "../../src/index.ts";
import { deferred } from "../helpers/deferred.ts";
import { recordEvents } from "../helpers/events.ts";
import { watch } from "../helpers/outcome.ts";
import { acquireAll, createPool, useOnce } from "../helpers/pool.ts";

/** A pool and the requests its inits were triggered by. */
function tracingPool(options: PoolOptions<string, string, string> = {}) {
  const triggers: (string | undefined)[] = [];
  const { pool, clock } = createPool<string, string, string>({
    ...(options as object),
    init: ({ request, id }) => {
      triggers.push(request);
      return id;
    },
  });
  return { pool, clock, triggers };
}

describe("under eager, a retired session", () => {
  it("is replaced at once, one for one, if it was ever leased", async () => {
    const { pool, clock } = tracingPool({ size: 3 });
    await pool.warm();
    for (const reason of ["error", "invalid", "expired"] as const) await useOnce(pool, reason);
    await clock.flush();
    expect(pool.stats()).toMatchObject({ init: { passed: 6 }, sessions: { ready: 3 } });
  });

  it("is not replaced if it was never leased and nobody waits", async () => {
    const { pool, clock } = tracingPool({ size: 1 });
    const { id } = await pool.add("state");
    await pool.retire(id);
    await clock.flush();
    expect(pool.stats()).toMatchObject({
      init: { passed: 0 },
      sessions: { starting: 0, ready: 0 },
    });
  });

  it("is replaced if callers wait, although it was never leased", async () => {
    const { pool, clock } = tracingPool({ size: 1 });
    const { id } = await pool.add("state");
    pool.pause();
    const waiter = watch(pool.acquire());
    await pool.retire(id);
    pool.resume();
    await clock.flush();
    expect(waiter.state).toBe("resolved");
  });

  it("has the request whose settle retired it as the trigger of its replacement", async () => {
    const { pool, clock, triggers } = tracingPool({ size: 1 });
    await useOnce(pool, "ok", { request: "/a" });
    await useOnce(pool, "error", { request: "/b" });
    await clock.flush();
    expect(triggers).toEqual(["/a", "/b"]);
  });

  it("hands that request's variant on as well", async () => {
    const variants: unknown[] = [];
    const { pool, clock } = createPool({ size: 1, init: ({ variant }) => variants.push(variant) });
    await useOnce(pool, "expired", { variant: { zip: "04662" } });
    await clock.flush();
    expect(variants).toEqual([{ zip: "04662" }, { zip: "04662" }]);
  });
});

describe("under on-demand, a retired session", () => {
  it("is not replaced while nobody waits", async () => {
    const { pool, clock } = tracingPool({ size: 2, fill: "on-demand" });
    await useOnce(pool, "error");
    await clock.flush();
    expect(pool.stats().sessions).toMatchObject({ starting: 0, ready: 0 });
  });

  it("is replaced if callers wait", async () => {
    const { pool, clock } = tracingPool({ size: 1, fill: "on-demand" });
    const lease = await pool.acquire();
    const waiter = watch(pool.acquire());
    await lease.settle("error");
    await clock.flush();
    expect(waiter.state).toBe("resolved");
    expect(pool.stats().init.passed).toBe(2);
  });
});

describe("two concurrent failures of one session", () => {
  it("retire and replace it once, and each counts", async () => {
    const { pool, clock } = createPool({ size: 1, maxConcurrency: 2 });
    const events = recordEvents(pool, "session:retired", "session:starting");
    const [first, second] = await acquireAll(pool, 2);
    await first?.settle("error");
    await second?.settle("error");
    await clock.flush();
    expect(events.of("session:retired")).toHaveLength(1);
    expect(events.of("session:starting")).toHaveLength(2);
    expect(pool.stats().use.error).toBe(2);
  });
});

describe("a retired session with open leases", () => {
  it("is not live: its vacancy opens at once", async () => {
    const { pool, clock } = createPool({ size: 1, maxConcurrency: 2 });
    const [first, second] = await acquireAll(pool, 2);
    const waiter = watch(pool.acquire());
    await first?.settle("expired");
    await clock.flush();
    expect(pool.get(first?.session.id ?? "")).toBe(undefined);
    expect(waiter.value.session.id).not.toBe(first?.session.id);
    await second?.settle("ok");
  });

  it("takes late verdicts into the pool's stats, and nowhere else", async () => {
    const { pool, clock } = createPool({ size: 1, maxConcurrency: 3 });
    const leases = await acquireAll(pool, 3);
    await leases[0]?.settle("error");
    await leases[1]?.settle({ verdict: "throttled", retryAfterMs: 60_000 });
    await leases[2]?.settle("expired");
    await clock.flush();
    const { use, retired, sessions } = pool.stats();
    expect(use).toMatchObject({ error: 1, throttled: 1, expired: 1 });
    expect(retired).toEqual({ errors: 1 });
    expect(sessions).toMatchObject({ ready: 1, resting: 0 });
  });

  it("is closed when the last of them is settled, once", async () => {
    const closed: string[] = [];
    const { pool, clock } = createPool<string>({
      size: 1,
      maxConcurrency: 2,
      init: ({ id }) => id,
      close: ({ state }) => void closed.push(state),
    });
    const [first, second] = await acquireAll(pool, 2);
    await first?.settle("error");
    await clock.flush();
    expect(closed).toEqual([]);
    await second?.settle("ok");
    await clock.flush();
    expect(closed).toEqual([first?.session.id]);
  });

  it("may be retired by hand, and its leases settle", async () => {
    const { pool } = createPool({ size: 1 });
    const lease = await pool.acquire();
    expect(await pool.retire(lease.session.id)).toBe(true);
    expect(await pool.retire(lease.session.id)).toBe(false);
    await lease.settle("ok");
    expect(pool.stats()).toMatchObject({ use: { ok: 1 }, retired: { manual: 1 } });
  });
});

describe("a limit reached during a lease", () => {
  it("of age retires the session at its settle", async () => {
    const { pool, clock } = createPool({ size: 1, maxAgeMs: 1_000, lifetimeJitter: 0 });
    const lease = await pool.acquire();
    await clock.advance(5_000);
    expect(pool.get(lease.session.id)).toBe(lease.session);
    await lease.settle("ok");
    expect(pool.stats().retired).toEqual({ age: 1 });
  });

  it("of uses retires the session at its settle", async () => {
    const { pool } = createPool({ size: 1, maxUses: 1 });
    const lease = await pool.acquire();
    expect(pool.get(lease.session.id)).toBe(lease.session);
    await lease.settle("ok");
    expect(pool.stats().retired).toEqual({ uses: 1 });
  });

  it("gives way to what the verdict says", async () => {
    const { pool, clock } = createPool({ size: 1, maxAgeMs: 1_000, lifetimeJitter: 0, maxUses: 1 });
    const lease = await pool.acquire();
    await clock.advance(5_000);
    await lease.settle("error");
    expect(pool.stats().retired).toEqual({ errors: 1 });
  });
});

describe("retirements that are not replaced", () => {
  it("are those by resize", async () => {
    const { pool, clock } = createPool({ size: 3 });
    for (const lease of await acquireAll(pool, 3)) await lease.settle("ok");
    await pool.resize(1);
    await clock.flush();
    const { init, sessions } = pool.stats();
    expect([init.passed, sessions.ready, sessions.starting]).toEqual([3, 1, 0]);
  });

  it("are those as surplus", async () => {
    const { pool, clock } = createPool({ size: { min: 0, max: 2 }, shrinkAfterMs: 1_000 });
    await useOnce(pool);
    await clock.advance(1_000);
    const { init, sessions, retired } = pool.stats();
    expect(retired).toEqual({ surplus: 1 });
    expect([init.passed, sessions.ready, sessions.starting]).toEqual([1, 0, 0]);
  });

  it("are those at close()", async () => {
    const { pool } = createPool({ size: 2 });
    for (const lease of await acquireAll(pool, 2)) await lease.settle("ok");
    await pool.close();
    expect(pool.stats()).toMatchObject({ init: { passed: 2 }, retired: { closed: 2 } });
  });
});

describe("a bad init of a replacement", () => {
  it("goes on with the same trigger and another id", async () => {
    const seen: unknown[] = [];
    const broken = deferred();
    const { pool, clock } = createPool<string, string>({
      size: 1,
      init: ({ request, id, attempt }) => {
        seen.push([request, attempt]);
        if (seen.length === 2) return broken.promise.then((): false => false);
        return id;
      },
    });
    await useOnce(pool, "error", { request: "/b" });
    await clock.flush();
    broken.resolve();
    await clock.flush();
    expect(seen).toEqual([
      ["/b", 1],
      ["/b", 1],
      ["/b", 2],
    ]);
  });
});
