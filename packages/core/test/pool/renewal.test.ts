import { describe, expect, test } from "vitest";
import { recordEvents } from "../helpers/events.ts";
import { gatedInit, type GatedInit } from "../helpers/gated-init.ts";
import { watch } from "../helpers/outcome.ts";
import { createPool, useOnce } from "../helpers/pool.ts";

const LIFE = { maxAgeMs: 60_000, lifetimeJitter: 0, renewBeforeMs: 10_000 } as const;

/** A pool of one session, whose renewal the test lets end. */
async function inUse(): Promise<ReturnType<typeof createPool<undefined, string>> & GatedInit> {
  const gated = gatedInit();
  const made = createPool<undefined, string>({ ...LIFE, size: 1, init: gated.init });
  void watch(made.pool.acquire({ request: "/first" }).then((lease) => lease.settle("ok")));
  await made.clock.flush();
  gated.gates[0]?.resolve(undefined);
  await made.clock.flush();
  return { ...made, ...gated };
}

describe("renewBeforeMs", () => {
  test("builds the replacement so long before maxAgeMs while the pool is in use", async () => {
    const { pool, clock, contexts, gates } = await inUse();
    await clock.advance(45_000);
    await useOnce(pool);
    await clock.advance(4_999);
    expect(contexts).toHaveLength(1);
    await clock.advance(1);
    expect(contexts).toHaveLength(2);
    expect(pool.stats().sessions).toMatchObject({ ready: 1, starting: 1 });
    gates[1]?.resolve(undefined);
    await clock.flush();
    expect(pool.stats()).toMatchObject({
      sessions: { ready: 1, starting: 0 },
      retired: { renewed: 1 },
    });
    expect(await useOnce(pool)).toBe(contexts[1]?.id);
  });

  test("does so while a lease is open, however old", async () => {
    const { pool, clock, contexts, gates } = await inUse();
    const lease = await pool.acquire();
    await clock.advance(50_000);
    expect(contexts).toHaveLength(2);
    gates[1]?.resolve(undefined);
    await clock.flush();
    expect(lease.signal.aborted).toBe(false);
    await lease.settle("ok");
    expect(pool.stats().retired).toEqual({ renewed: 1 });
  });

  test("leaves the old session in the pool until the new one is ready", async () => {
    const { pool, clock, contexts } = await inUse();
    const lease = await pool.acquire();
    await clock.advance(50_000);
    await lease.settle("ok");
    expect(await useOnce(pool)).toBe(contexts[0]?.id);
  });

  test("builds nothing for a pool that nobody uses", async () => {
    const { pool, clock, contexts } = await inUse();
    await clock.advance(59_999);
    expect(contexts).toHaveLength(1);
    expect(pool.stats().sessions.ready).toBe(1);
  });

  test("renews late when the pool is used again after that time", async () => {
    const { pool, clock, contexts } = await inUse();
    await clock.advance(55_000);
    expect(contexts).toHaveLength(1);
    await useOnce(pool);
    await clock.flush();
    expect(contexts).toHaveLength(2);
  });

  test("hands init the latest request, and the variant of the session that is renewed", async () => {
    const { init, contexts, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ ...LIFE, size: 1, init });
    const caller = watch(pool.acquire({ request: "/first", variant: "berlin" }));
    await clock.flush();
    gates[0]?.resolve(undefined);
    await clock.advance(50_000);
    expect(caller.state).toBe("resolved");
    expect(contexts[1]).toMatchObject({ request: "/first", variant: "berlin", attempt: 1 });
  });

  test("hands init no request where there was none", async () => {
    const { init, contexts, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ ...LIFE, size: 1, init });
    void watch(pool.warm());
    await clock.flush();
    gates[0]?.resolve(undefined);
    await clock.flush();
    await pool.acquire();
    await clock.advance(50_000);
    expect(contexts[1]?.request).toBeUndefined();
  });

  test("renews one at a time, and is never more than one above the size", async () => {
    const { init, contexts, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ ...LIFE, size: 3, init });
    void watch(pool.warm());
    await clock.flush();
    for (const gate of gates) gate.resolve(undefined);
    await clock.advance(45_000);
    await useOnce(pool);
    await clock.advance(5_000);
    for (const built of [4, 5, 6]) {
      expect(contexts).toHaveLength(built);
      const { ready, leased, starting } = pool.stats().sessions;
      expect(ready + leased + starting).toBe(4);
      gates[built - 1]?.resolve(undefined);
      await clock.flush();
    }
    expect(contexts).toHaveLength(6);
    expect(pool.stats()).toMatchObject({ retired: { renewed: 3 }, sessions: { starting: 0 } });
  });

  test("gives a renewal a slot of its own", async () => {
    const { clock, pool, contexts } = await inUse();
    await pool.acquire();
    await clock.advance(50_000);
    expect(contexts.map(({ slot }) => slot)).toEqual([0, 1]);
  });

  test("takes the place of a session that is gone before its renewal is ready", async () => {
    const { pool, clock, contexts, gates } = await inUse();
    const events = recordEvents(pool, "session:retired");
    const lease = await pool.acquire();
    await clock.advance(50_000);
    await lease.settle("expired");
    await clock.flush();
    expect(contexts).toHaveLength(2);
    gates[1]?.resolve(undefined);
    await clock.flush();
    expect(events.of("session:retired").map(({ reason }) => reason)).toEqual(["expired"]);
    expect(pool.stats().sessions).toMatchObject({ ready: 1, starting: 0 });
  });

  test("tries again when the renewal ends bad", async () => {
    const { pool, clock, contexts, gates } = await inUse();
    await pool.acquire();
    await clock.advance(50_000);
    gates[1]?.resolve(false);
    await clock.flush();
    expect(contexts).toHaveLength(3);
    gates[2]?.resolve(undefined);
    await clock.flush();
    expect(pool.stats().retired).toEqual({ renewed: 1 });
  });

  test("renews once a pool that failed is resumed and used", async () => {
    let inits = 0;
    const { pool, clock } = createPool({
      ...LIFE,
      size: 1,
      maxBadInits: 1,
      init: async () => (++inits === 2 ? false : undefined),
    });
    await useOnce(pool);
    await clock.advance(49_000);
    await useOnce(pool);
    await clock.advance(1_000);
    expect(pool.status).toBe("failed");
    expect(inits).toBe(2);
    pool.resume();
    await useOnce(pool);
    await clock.flush();
    expect(inits).toBe(3);
    expect(pool.stats().retired).toEqual({ renewed: 1 });
  });

  test("goes on with a renewal while the pool is resized to the size it has, or a greater one", async () => {
    const { pool, clock, contexts } = await inUse();
    await pool.acquire();
    await clock.advance(50_000);
    expect(contexts).toHaveLength(2);
    await pool.resize(1);
    await pool.resize(2);
    expect(contexts[1]?.signal.aborted).toBe(false);
  });

  test("goes on with a renewal while the pool is resized down to what it has", async () => {
    const { init, gates, contexts } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ ...LIFE, size: 2, init });
    void watch(pool.acquire());
    await clock.flush();
    gates[0]?.resolve(undefined);
    await clock.advance(50_000);
    expect(contexts).toHaveLength(2);
    await pool.resize(1);
    expect(contexts[1]?.signal.aborted).toBe(false);
    expect(pool.stats().sessions).toMatchObject({ leased: 1, starting: 1 });
  });

  test("of 0, the default, renews nothing: a session is replaced when it is too old", async () => {
    const { pool, clock } = createPool({ size: 1, maxAgeMs: 60_000, lifetimeJitter: 0 });
    const lease = await pool.acquire();
    await clock.advance(59_999);
    expect(pool.stats().sessions.starting).toBe(0);
    await clock.advance(1);
    await lease.settle("ok");
    expect(pool.stats()).toMatchObject({ retired: { age: 1 }, init: { passed: 2 } });
  });
});
