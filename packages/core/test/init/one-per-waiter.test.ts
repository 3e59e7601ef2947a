import { describe, expect, it } from "vitest";
import type { PoolSettings } from "../../src/index.ts";
import { recordEvents } from "../helpers/events.ts";
import { watch } from "../helpers/outcome.ts";
import { createPool } from "../helpers/pool.ts";

/** Pools whose first callers queue for what is built. */
const pools: readonly (readonly [string, Omit<PoolSettings, "clock">])[] = [
  ["on-demand", { fill: "on-demand" }],
  ["until-retired", { rotation: "until-retired" }],
  ["a range of sizes", { size: { min: 0, max: 8 } }],
];

describe.each(pools)("in a pool with pauses, filled %s,", (_, options) => {
  it("a session that pauses before its first use counts for the caller who waits for it", async () => {
    const { pool, clock } = createPool({ ...options, delayMs: 1_000 });
    const built = recordEvents(pool, "session:starting");
    const lease = watch(pool.acquire());
    await clock.advance(2_000);
    expect(lease.state).toBe("resolved");
    expect(built.all).toHaveLength(1);
  });

  it("each further caller has one more built", async () => {
    const { pool, clock } = createPool({ ...options, delayMs: 1_000 });
    const built = recordEvents(pool, "session:starting");
    const leases = [watch(pool.acquire()), watch(pool.acquire())];
    await clock.advance(2_000);
    expect(leases.map(({ state }) => state)).toEqual(["resolved", "resolved"]);
    expect(built.all).toHaveLength(2);
  });

  it("a session that is retired during that pause is replaced for the caller", async () => {
    const { pool, clock } = createPool({ ...options, delayMs: 1_000 });
    const built = recordEvents(pool, "session:ready");
    const lease = watch(pool.acquire());
    await clock.flush();
    const [first] = built.of("session:ready");
    await pool.retire(first?.id ?? "");
    await clock.advance(2_000);
    expect(lease.state).toBe("resolved");
    expect(built.all).toHaveLength(2);
  });
});

describe("a session that is ready at the moment another is settled", () => {
  it("goes to the caller who waits for it alone, if that one came first", async () => {
    const { pool, clock } = createPool({ size: 2, delayMs: 1_000, delayJitter: 0 });
    await pool.warm();
    await clock.advance(1_000);
    const first = await pool.acquire();
    const { id } = first.session;
    await first.settle("ok");
    const second = await pool.acquire();
    // Its holder settles when the first session's pause ends, and before anybody has looked for that.
    clock.setTimeout(() => void second.settle("expired"), 1_000);
    const pinned = watch(pool.acquire({ id }));
    const general = watch(pool.acquire());
    await clock.advance(1_000);
    expect(pinned.value.session.id).toBe(id);
    expect(general.state).toBe("pending");
  });
});
