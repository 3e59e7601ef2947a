import { describe, expect, it } from "vitest";
import { watch } from "../helpers/outcome.ts";
import { createPool } from "../helpers/pool.ts";

describe("the first pause of a session", () => {
  it("ends without a lease while the pool is paused: its creator waits for resume()", async () => {
    const { pool, clock } = createPool({ size: 1, delayMs: 100, delayJitter: 0 });
    const lease = watch(pool.acquire());
    await clock.flush();
    pool.pause();
    await clock.advance(1_000);
    expect(lease.state).toBe("pending");
    pool.resume();
    await clock.advance(1_000);
    expect(lease.state).toBe("resolved");
    expect(lease.value.session.uses).toBe(1);
  });
});

describe("the wait after an init that ended later", () => {
  it("keeps no timer once nobody's session is to be built", async () => {
    const { pool, clock } = createPool({
      size: 2,
      init: ({ slot, check }) => (slot === 0 ? "state" : check("throttled").then(() => "state")),
      classify: () => "throttled",
    });
    const lease = await pool.acquire();
    const second = watch(pool.acquire());
    await clock.flush();
    expect(pool.stats().init.later).toBe(1);
    await pool.resize(1);
    await lease.settle("ok");
    await clock.flush();
    await second.value.settle("ok");
    expect(clock.pending).toBe(0);
  });
});
