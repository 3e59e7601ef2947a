import { asyncStore } from "@sessionary/core/testing";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/index.ts";
import { deferred } from "../helpers/deferred.ts";
import { recordEvents } from "../helpers/events.ts";
import { watch } from "../helpers/outcome.ts";
import { createPool } from "../helpers/pool.ts";

const far = { store: asyncStore(memoryStore()) };

describe("with a store that answers by promise", () => {
  it("each caller who queues has a session built, up to the size", async () => {
    const { pool, clock } = createPool({ ...far, name: "queue", size: { min: 0, max: 2 } });
    const leases = [1, 2, 3].map(() => watch(pool.acquire()));
    await clock.flush();
    expect(leases.map(({ state }) => state)).toEqual(["resolved", "resolved", "pending"]);
    expect(pool.stats().init.passed).toBe(2);
  });

  it("a worn session is replaced on demand for the caller the store was asked for", async () => {
    const { pool, clock } = createPool({
      ...far,
      name: "worn",
      size: 1,
      fill: "on-demand",
      maxUses: 1,
    });
    const lease = watch(pool.acquire());
    await clock.flush();
    const next = watch(pool.acquire());
    await clock.flush();
    await lease.value.settle("ok");
    await clock.flush();
    expect(next.state).toBe("resolved");
  });

  it("a session that is built while the store is asked serves who was asked for", async () => {
    const init = deferred();
    const { pool, clock } = createPool({
      ...far,
      name: "meanwhile",
      size: { min: 0, max: 2 },
      maxUses: 1,
      init: ({ slot }) => (slot === 0 ? undefined : init.promise.then(() => undefined)),
    });
    const lease = watch(pool.acquire());
    await clock.flush();
    const next = watch(pool.acquire());
    await clock.flush();
    init.resolve();
    void lease.value.settle("ok");
    await clock.flush();
    expect(next.state).toBe("resolved");
  });

  it("a session that is put in the pool as that fails is told of and counted", async () => {
    const inits = [deferred(), deferred()];
    const { pool, clock } = createPool({
      ...far,
      name: "failing",
      size: 2,
      maxBadInits: 1,
      init: ({ slot }) => inits[slot]?.promise.then(() => (slot === 0 ? false : undefined)),
    });
    const events = recordEvents(pool, "session:ready", "pool:failed");
    watch(pool.warm());
    await clock.flush();
    for (const { resolve } of inits) resolve();
    await clock.flush();
    expect(pool.status).toBe("failed");
    pool.stats();
    await clock.flush();
    const { init, sessions } = pool.stats();
    expect(init.passed).toBe(sessions.ready);
    expect(events.of("session:ready")).toHaveLength(sessions.ready);
  });
});
