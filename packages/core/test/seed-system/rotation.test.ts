import { describe, expect, test } from "vitest";
import { deferred } from "../helpers/deferred.ts";
import { watch } from "../helpers/outcome.ts";
import { acquireAll, createPool } from "../helpers/pool.ts";
import { crawl, page } from "./site.ts";

describe("creating sessions (items 52 to 54)", () => {
  test("the first `size` requests each create their own and wait for it, concurrently", async () => {
    const login = deferred();
    const { client, clock, inits, seen } = crawl({ pool: { size: 3 }, init: () => login.promise });
    for (let each = 0; each < 3; each++) watch(client.send(page(`/${each}`)));
    await clock.flush();
    expect(inits).toHaveLength(3);
    expect(seen).toHaveLength(0);
    login.resolve();
    await clock.flush();
    expect(new Set(seen).size).toBe(3);
  });

  test("each of them creates its own although an earlier one is free by then", async () => {
    const { client, seen } = crawl({ pool: { size: 3 } });
    for (let each = 0; each < 3; each++) await client.send(page(`/${each}`));
    expect(new Set(seen).size).toBe(3);
  });

  test("later requests never create", async () => {
    const { client, inits } = crawl({ pool: { size: 2 } });
    for (let each = 0; each < 20; each++) await client.send(page(`/${each}`));
    expect(inits).toHaveLength(2);
  });

  test("the number of live sessions never exceeds the size, whatever is refreshed", async () => {
    const { pool, clock } = createPool({ size: 3 });
    let most = 0;
    const look = (): void => {
      const { starting, ready, leased, resting } = pool.stats().sessions;
      most = Math.max(most, starting + ready + leased + resting);
    };
    for (const event of ["session:starting", "session:ready", "session:retired"] as const)
      pool.on(event, look);
    for (let each = 0; each < 30; each++) {
      const lease = await pool.acquire();
      await lease.settle(each % 2 ? "error" : "ok");
      await clock.flush();
    }
    expect(most).toBe(3);
  });
});

describe("rotating (items 55 to 57)", () => {
  test("is first in, first out: use goes round evenly", async () => {
    const { client, seen } = crawl({ pool: { size: 4 } });
    for (let each = 0; each < 16; each++) await client.send(page(`/${each}`));
    const round = seen.slice(0, 4);
    expect(seen).toEqual([...round, ...round, ...round, ...round]);
  });

  test("lets several requests hold one session at once, where that is allowed", async () => {
    const { pool } = createPool({ size: 1, maxConcurrency: Infinity });
    const leases = await acquireAll(pool, 5);
    expect(new Set(leases.map(({ session }) => session.id)).size).toBe(1);
  });

  test("passes over sessions that are gone", async () => {
    const { pool } = createPool({ size: 3 });
    const leases = await acquireAll(pool, 3);
    for (const lease of leases) await lease.settle("ok");
    await pool.retire(leases[0]?.session.id ?? "");
    const next = await acquireAll(pool, 3);
    expect(next.map(({ session }) => session.id)).not.toContain(leases[0]?.session.id);
  });
});

describe("an empty queue (items 58 and 59)", () => {
  test("is waited for, 60 s by default, and then fails that request only", async () => {
    const { pool, clock } = createPool({ size: 1 });
    const lease = await pool.acquire();
    const late = watch(pool.acquire());
    await clock.advance(30_000);
    const early = watch(pool.acquire());
    await clock.advance(29_999);
    expect(late.state).toBe("pending");
    await clock.advance(1);
    expect(late.error).toMatchObject({ code: "ERR_ACQUIRE_TIMEOUT" });
    await lease.settle("ok");
    await clock.flush();
    expect(early.state).toBe("resolved");
  });

  test("needs no polling: whoever waits is served the moment a session is free", async () => {
    const { pool, clock } = createPool({ size: 1 });
    const lease = await pool.acquire();
    const next = watch(pool.acquire());
    await clock.advance(12_345);
    await lease.settle("ok");
    await clock.flush();
    expect(next.state).toBe("resolved");
    expect(clock.now()).toBe(12_345);
  });

  test("fails at once for a caller that will not wait", async () => {
    const { pool, clock } = createPool({ size: 1 });
    await pool.acquire();
    const impatient = watch(pool.acquire({ acquireTimeoutMs: 0 }));
    await clock.advance(0);
    expect(impatient.error).toMatchObject({ code: "ERR_ACQUIRE_TIMEOUT" });
  });
});
