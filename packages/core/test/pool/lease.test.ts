import { describe, expect, test } from "vitest";
import type { Judgement, Lease } from "../../src/index.ts";
import { recordEvents } from "../helpers/events.ts";
import { errorOf, watch } from "../helpers/outcome.ts";
import { acquireAll, createPool } from "../helpers/pool.ts";

describe("lease.settle", () => {
  test("ends the lease, and frees the session for the next", async () => {
    const { pool, clock } = createPool({ size: 1 });
    const lease = await pool.acquire();
    const next = watch(pool.acquire());
    await lease.settle("ok");
    await clock.flush();
    expect(next.value.session.id).toBe(lease.session.id);
    expect(pool.stats().use.ok).toBe(1);
  });

  test("takes what a checker may say: true is ok, false is invalid", async () => {
    const { pool } = createPool({ size: 1, maxCheckFailures: 9 });
    await (await pool.acquire()).settle(true);
    await (await pool.acquire()).settle(false);
    await (await pool.acquire()).settle({ verdict: "invalid", reason: "wrong country" });
    expect(pool.stats().use).toMatchObject({ ok: 1, invalid: 2 });
  });

  test("a second time is an error that changes nothing", async () => {
    const { pool } = createPool({ size: 1, maxErrors: 9 });
    const lease = await pool.acquire();
    await lease.settle("ok");
    const error = await errorOf(lease.settle("error"));
    expect(error).toMatchObject({ code: "ERR_LEASE_SETTLED" });
    expect(lease.session).toMatchObject({ uses: 1, errors: 0 });
    expect(pool.stats().use).toMatchObject({ ok: 1, error: 0 });
  });

  test("a second time does not end the lease of the next holder", async () => {
    const { pool, clock } = createPool({ size: 1 });
    const first = await pool.acquire();
    await first.settle("ok");
    const second = await pool.acquire();
    await errorOf(first.settle("ok"));
    const third = watch(pool.acquire());
    await clock.flush();
    expect(third.state).toBe("pending");
    await second.settle("ok");
    await clock.flush();
    expect(third.state).toBe("resolved");
  });

  test("twice at once settles once", async () => {
    const { pool } = createPool({ size: 1, maxErrors: 9 });
    const lease = await pool.acquire();
    const both = await Promise.allSettled([lease.settle("error"), lease.settle("error")]);
    expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(lease.session.errors).toBe(1);
  });

  test("with something that is no judgement is refused, and leaves the lease open", async () => {
    const { pool } = createPool({ size: 1 });
    const lease = await pool.acquire();
    expect(await errorOf(lease.settle("fine" as unknown as Judgement))).toMatchObject({
      code: "ERR_INVALID_OPTION",
    });
    await lease.settle("ok");
    expect(pool.stats().use.ok).toBe(1);
  });
});

describe("await using", () => {
  test("settles as unused when the user has not", async () => {
    const { pool } = createPool({ size: 1, maxUses: 1 });
    const leases: Lease[] = [];
    {
      await using lease = await pool.acquire();
      leases.push(lease);
    }
    expect(leases[0]?.session.uses).toBe(0);
    expect(pool.stats().use).toMatchObject({ ok: 0, inconclusive: 0 });
    expect((await pool.acquire()).session).toBe(leases[0]?.session);
  });

  test("leaves a lease alone that is settled", async () => {
    const { pool } = createPool({ size: 1 });
    {
      await using lease = await pool.acquire();
      await lease.settle("ok");
    }
    expect(pool.stats().use.ok).toBe(1);
  });

  test("leaves a lease alone that was taken away", async () => {
    const { pool, clock } = createPool({ size: 1, maxLeaseMs: 10 });
    {
      await using lease = await pool.acquire();
      await clock.advance(10);
      expect(lease.signal.aborted).toBe(true);
    }
    expect(pool.stats().retired).toEqual({ overdue: 1 });
  });

  test("closes a pool", async () => {
    const { pool: outer } = createPool();
    {
      await using pool = outer;
      await pool.acquire().then((lease) => lease.settle("ok"));
    }
    expect(outer.status).toBe("closed");
  });
});

describe("lease.signal", () => {
  test("is the same for the life of the lease, and does not abort when it is settled", async () => {
    const { pool } = createPool({ size: 1 });
    const lease = await pool.acquire();
    const { signal } = lease;
    expect(lease.signal).toBe(signal);
    await lease.settle("ok");
    await pool.close();
    expect(signal.aborted).toBe(false);
  });

  test("aborts when closing has run out of drain time", async () => {
    const { pool, clock } = createPool({ size: 1 });
    const { signal } = await pool.acquire();
    const closing = pool.close({ drainTimeoutMs: 5_000, reason: "enough" });
    await clock.advance(4_999);
    expect(signal.aborted).toBe(false);
    await clock.advance(1);
    await closing;
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toMatchObject({ code: "ERR_POOL_CLOSED", reason: "enough" });
  });
});

describe("maxLeaseMs", () => {
  test("aborts the signal of a longer lease and retires its session as overdue", async () => {
    const { pool, clock } = createPool({ size: 1, maxLeaseMs: 30_000 });
    const events = recordEvents(pool, "lease:overdue");
    const lease = await pool.acquire();
    await clock.advance(29_999);
    expect(lease.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(lease.signal.aborted).toBe(true);
    expect(lease.signal.reason).toMatchObject({ code: "ERR_LEASE_LOST" });
    expect(pool.stats().retired).toEqual({ overdue: 1 });
    expect(events.of("lease:overdue")).toEqual([
      {
        pool: "default",
        id: lease.session.id,
        heldMs: 30_000,
        ended: true,
        stack: undefined,
      },
    ]);
  });

  test("gives the place to the next caller", async () => {
    const { pool, clock } = createPool({ size: 1, maxLeaseMs: 30_000 });
    const overdue = await pool.acquire();
    const next = watch(pool.acquire());
    await clock.advance(30_000);
    expect(next.value.session.id).not.toBe(overdue.session.id);
  });

  test("makes a late settle an error that changes nothing", async () => {
    const { pool, clock } = createPool({ name: "shop", size: 1, maxLeaseMs: 30_000 });
    const lease = await pool.acquire();
    await clock.advance(30_000);
    const { id } = lease.session;
    expect(await errorOf(lease.settle("ok"))).toMatchObject({
      code: "ERR_LEASE_LOST",
      message: `shop: the lease of session ${id}, held for 30000 ms, is lost (size=1, leased=1, ready=0, starting=0, resting=0, waiting=0)`,
    });
    expect(pool.stats().use.ok).toBe(0);
  });

  test("ends a use, whose caller gets ERR_LEASE_LOST, while its signal tells the task", async () => {
    const { pool, clock } = createPool({ size: 1, maxLeaseMs: 30_000 });
    const signals: AbortSignal[] = [];
    const using = watch(
      pool.use(({ signal }) => {
        signals.push(signal);
        return new Promise(() => undefined);
      }),
    );
    await clock.advance(30_000);
    expect(using.error).toMatchObject({ code: "ERR_LEASE_LOST" });
    expect(signals[0]?.aborted).toBe(true);
  });

  test("leaves no timer when the lease is settled in time", async () => {
    const { pool, clock } = createPool({ size: 2, maxLeaseMs: 30_000, leaseWarningMs: 10_000 });
    for (const lease of await acquireAll(pool, 2)) await lease.settle("ok");
    expect(clock.pending).toBe(0);
    await clock.advance(60_000);
    expect(pool.stats().retired).toEqual({});
  });

  test("keeps no process alive: nobody awaits its timer", async () => {
    const { pool, clock } = createPool({ size: 1, maxLeaseMs: 30_000, leaseWarningMs: 10_000 });
    await pool.acquire();
    expect([clock.pending, clock.pendingRef]).toEqual([2, 0]);
  });

  test("leaves other leases of the session their time", async () => {
    const { pool, clock } = createPool({ size: 1, maxConcurrency: 2, maxLeaseMs: 30_000 });
    const early = await pool.acquire();
    await clock.advance(20_000);
    const late = await pool.acquire();
    await clock.advance(10_000);
    expect([early.signal.aborted, late.signal.aborted]).toEqual([true, false]);
    await late.settle("ok");
    expect(pool.stats().use.ok).toBe(1);
  });
});

describe("leaseWarningMs", () => {
  test("warns with the caller's stack when a lease is held for longer, and ends nothing", async () => {
    const { pool, clock } = createPool({ size: 1, leaseWarningMs: 5_000 });
    const events = recordEvents(pool, "lease:overdue");
    const lease = await pool.acquire();
    await clock.advance(4_999);
    expect(events.all).toEqual([]);
    await clock.advance(1);
    expect(events.of("lease:overdue")).toMatchObject([
      { pool: "default", id: lease.session.id, heldMs: 5_000, ended: false },
    ]);
    expect(events.of("lease:overdue")[0]?.stack).toContain("lease.test.ts");
    expect(lease.signal.aborted).toBe(false);
    await lease.settle("ok");
  });

  test("has the stack of a caller that had to wait, too", async () => {
    const { pool, clock } = createPool({ size: 1, leaseWarningMs: 5_000 });
    const events = recordEvents(pool, "lease:overdue");
    const first = await pool.acquire();
    const second = pool.acquire();
    await first.settle("ok");
    await second;
    await clock.advance(5_000);
    expect(events.of("lease:overdue")[0]?.stack).toContain("lease.test.ts");
  });

  test("is off by default", async () => {
    const { pool, clock } = createPool({ size: 1 });
    const events = recordEvents(pool, "lease:overdue");
    await pool.acquire();
    expect(clock.pending).toBe(0);
    await clock.advance(86_400_000);
    expect(events.all).toEqual([]);
  });
});
