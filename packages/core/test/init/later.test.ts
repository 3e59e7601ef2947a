import { describe, expect, it } from "vitest";
import { initLater, stopPool } from "../../src/index.ts";
import { errorOf, watch } from "../helpers/outcome.ts";
import { judged, poolOf, ready, type Init } from "./pool-of.ts";

describe("an init that ends later", () => {
  it("is not counted, is told with its reason, and is tried again with a new id", async () => {
    const later: Init = () => initLater({ retryAfterMs: 5_000, reason: "vendor limit" });
    const { pool, clock, ids, events } = poolOf([later, ready], { maxBadInits: 1 });
    const lease = watch(pool.acquire());
    await clock.advance(4_999);
    expect(ids).toHaveLength(1);
    await clock.advance(1);
    expect(lease.state).toBe("resolved");
    expect(ids).toHaveLength(2);
    expect(events.of("init:later")).toMatchObject([
      { id: ids[0], reason: "vendor limit", retryInMs: 5_000 },
    ]);
    expect(pool.stats().init).toMatchObject({ later: 1, failed: 0, passed: 1 });
  });

  it("is also a throttled response, with the time it says", async () => {
    const throttled: Init = ({ check }) => check("throttled").then(() => "state");
    const { pool, clock } = poolOf([throttled, ready], {
      classify: ({ response }) =>
        response === "throttled" ? { verdict: "throttled", retryAfterMs: 700 } : response,
    });
    const lease = watch(pool.acquire());
    await clock.advance(699);
    expect(lease.state).toBe("pending");
    await clock.advance(1);
    expect(lease.state).toBe("resolved");
  });

  it("holds back all inits of the pool", async () => {
    const later: Init = () => initLater({ retryAfterMs: 1_000 });
    const { pool, clock, ids } = poolOf([later, ready], { size: 3, initConcurrency: 1 });
    for (let caller = 0; caller < 3; caller++) watch(pool.acquire());
    await clock.advance(999);
    expect(ids).toHaveLength(1);
    await clock.advance(1);
    expect(pool.stats().init.passed).toBe(3);
  });

  it("leaves sessions that are ready in use", async () => {
    const later: Init = () => initLater({ retryAfterMs: 1_000 });
    const { pool, clock } = poolOf([ready, later], { size: 2 });
    const lease = await pool.acquire();
    const second = watch(pool.acquire());
    await clock.flush();
    await lease.settle("ok");
    await clock.flush();
    expect(second.state).toBe("resolved");
  });

  it("has no upper bound", async () => {
    let ends = 0;
    const later: Init = () => (++ends < 50 ? initLater({ retryAfterMs: 100 }) : "state");
    const { pool, clock } = poolOf([later], { maxBadInits: 1 });
    const lease = watch(pool.acquire());
    await clock.advance(4_900);
    expect(lease.state).toBe("resolved");
  });
});

describe("an init that stops the pool", () => {
  it("closes it with that reason, and refuses whoever waits", async () => {
    const { pool, clock } = poolOf([() => stopPool("account blocked")]);
    const stopped = { code: "ERR_POOL_STOPPED", reason: "account blocked" };
    const calls = [errorOf(pool.acquire()), errorOf(pool.acquire())];
    await clock.flush();
    for (const error of await Promise.all(calls)) expect(error).toMatchObject(stopped);
    expect(pool.status).toBe("closed");
    expect(pool.stats().init).toMatchObject({ failed: 0, rejected: 0 });
  });

  it("does so from a verdict, too", async () => {
    const { pool } = poolOf([judged("stop")]);
    expect(await errorOf(pool.acquire())).toMatchObject({ code: "ERR_POOL_STOPPED" });
  });
});
