import { describe, expect, test } from "vitest";
import { initLater } from "../../src/index.ts";
import { gatedInit, type GatedContext } from "../helpers/gated-init.ts";
import { watch } from "../helpers/outcome.ts";
import { acquireAll, createPool, useOnce } from "../helpers/pool.ts";

describe("under eager", () => {
  test("a caller builds a session while there is a vacancy, even if others are free", async () => {
    const { pool } = createPool({ size: 3 });
    const ids = [await useOnce(pool), await useOnce(pool), await useOnce(pool)];
    expect(new Set(ids).size).toBe(3);
    expect(pool.stats().sessions.ready).toBe(3);
    expect(ids).toContain(await useOnce(pool));
  });

  test("the caller that builds a session is not in the queue", async () => {
    const { init } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 2, init });
    void watch(pool.acquire());
    await clock.flush();
    expect(pool.stats()).toMatchObject({ sessions: { starting: 1 }, waiting: 0 });
  });

  test("the session serves first the caller that is bound to it, even if others wait", async () => {
    const { init, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 2, init });
    const callers = [1, 2, 3].map(() => watch(pool.acquire()));
    await clock.flush();
    expect(pool.stats().waiting).toBe(1);
    gates[1]?.resolve(undefined);
    await clock.flush();
    expect(callers.map(({ state }) => state)).toEqual(["pending", "resolved", "pending"]);
  });

  test("a bound caller waits for its own session, even if another becomes free", async () => {
    const { init, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 2, init });
    const first = watch(pool.acquire());
    const second = watch(pool.acquire());
    await clock.flush();
    gates[0]?.resolve(undefined);
    await clock.flush();
    await first.value.settle("ok");
    await clock.flush();
    expect(second.state).toBe("pending");
    expect(pool.stats().sessions).toMatchObject({ ready: 1, starting: 1 });
    gates[1]?.resolve(undefined);
    await clock.flush();
    expect(second.value.session.id).not.toBe(first.value.session.id);
  });

  test("a caller with a key or an id does not build while a session is free", async () => {
    const { pool } = createPool({ size: 3 });
    const id = await useOnce(pool);
    expect(await useOnce(pool, "ok", { key: "k" })).toBe(id);
    expect(await useOnce(pool, "ok", { id })).toBe(id);
    expect(pool.stats().sessions.ready).toBe(1);
  });

  test("init gets the request and the variant of the caller that triggered it", async () => {
    const { init, contexts, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 2, init });
    void watch(pool.acquire({ request: "/a", variant: { zip: "1" } }));
    await clock.flush();
    expect(contexts[0]).toMatchObject({ request: "/a", variant: { zip: "1" }, attempt: 1 });
    gates[0]?.resolve(undefined);
    await clock.flush();
    const { id } = contexts[0] as GatedContext;
    expect(pool.get(id)?.variant).toEqual({ zip: "1" });
  });
});

describe("if an init ends bad or later", () => {
  test("the caller joins the queue at its arrival position", async () => {
    const { init, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 2, init });
    const [first, second, third] = [1, 2, 3].map(() => watch(pool.acquire()));
    await clock.flush();
    gates[0]?.resolve(false);
    await clock.flush();
    expect(pool.stats().waiting).toBe(2);
    gates[1]?.resolve(undefined);
    await clock.flush();
    await second?.value.settle("ok");
    await clock.flush();
    expect([first?.state, third?.state]).toEqual(["resolved", "pending"]);
  });

  test("the caller takes whatever comes first", async () => {
    const { init, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 2, init });
    const first = watch(pool.acquire());
    const second = watch(pool.acquire());
    await clock.flush();
    gates[1]?.resolve(undefined);
    await clock.flush();
    await second.value.settle("ok");
    await clock.flush();
    expect(first.state).toBe("pending");
    gates[0]?.resolve(false);
    await clock.flush();
    expect(first.value.session.id).toBe(second.value.session.id);
  });

  test("the vacancy carries on with the same request and a new id", async () => {
    const { init, contexts, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 1, init });
    const caller = watch(pool.acquire({ request: "/a" }));
    await clock.flush();
    gates[0]?.resolve(false);
    await clock.flush();
    expect(contexts).toHaveLength(2);
    expect(contexts[1]).toMatchObject({ request: "/a", slot: 0, attempt: 2 });
    expect(contexts[1]?.id).not.toBe(contexts[0]?.id);
    gates[1]?.resolve(undefined);
    await clock.flush();
    expect(caller.value.session.id).toBe(contexts[1]?.id);
  });

  test("a caller whose init ended later waits in the queue as well", async () => {
    const { init, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 2, init });
    const first = watch(pool.acquire());
    const second = watch(pool.acquire());
    await clock.flush();
    const later = await Promise.resolve()
      .then(() => initLater({ retryAfterMs: 5_000 }))
      .catch((error: unknown) => error);
    gates[0]?.reject(later);
    await clock.flush();
    expect(pool.stats()).toMatchObject({ waiting: 1, sessions: { starting: 2 } });
    gates[1]?.resolve(undefined);
    await clock.flush();
    await second.value.settle("ok");
    await clock.flush();
    expect(first.state).toBe("resolved");
  });

  test("the caller is not refused by a full queue it was in before", async () => {
    const { init, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 1, maxWaiting: 0, init });
    const caller = watch(pool.acquire());
    await clock.flush();
    gates[0]?.resolve(false);
    await clock.flush();
    expect(caller.state).toBe("pending");
    gates[1]?.resolve(undefined);
    await clock.flush();
    expect(caller.state).toBe("resolved");
  });
});

describe("an abort", () => {
  test("frees the caller, never the init", async () => {
    const { init, contexts, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 1, init });
    const controller = new AbortController();
    const caller = watch(pool.acquire({ signal: controller.signal }));
    await clock.flush();
    controller.abort(new Error("enough"));
    await clock.flush();
    expect(caller.error).toEqual(new Error("enough"));
    expect(contexts[0]?.signal.aborted).toBe(false);
    const next = watch(pool.acquire());
    await clock.flush();
    expect(contexts).toHaveLength(1);
    gates[0]?.resolve(undefined);
    await clock.flush();
    expect(next.value.session.id).toBe(contexts[0]?.id);
  });

  test("takes a waiter out of the queue at once", async () => {
    const { pool, clock } = createPool({ size: 1 });
    const lease = await pool.acquire();
    const controller = new AbortController();
    const gone = watch(pool.acquire({ signal: controller.signal }));
    const next = watch(pool.acquire());
    await clock.flush();
    controller.abort("enough");
    expect(pool.stats().waiting).toBe(1);
    await lease.settle("ok");
    await clock.flush();
    expect(gone.error).toBe("enough");
    expect(next.state).toBe("resolved");
  });

  test("before the call refuses at once with the signal's reason", async () => {
    const { pool, clock } = createPool();
    const caller = watch(pool.acquire({ signal: AbortSignal.abort("too late") }));
    await clock.flush();
    expect(caller.error).toBe("too late");
    expect(pool.stats().sessions).toMatchObject({ starting: 0, ready: 0, leased: 0 });
  });

  test("after the grant changes nothing about the lease", async () => {
    const { pool, clock } = createPool();
    const controller = new AbortController();
    const lease = await pool.acquire({ signal: controller.signal });
    controller.abort();
    await clock.flush();
    expect(lease.signal.aborted).toBe(false);
    await lease.settle("ok");
    expect(pool.stats().use.ok).toBe(1);
  });
});

describe("under on-demand", () => {
  test("a caller builds only when no session is free", async () => {
    const { pool } = createPool({ size: 3, fill: "on-demand" });
    const id = await useOnce(pool);
    expect(await useOnce(pool)).toBe(id);
    const leases = await acquireAll(pool, 2);
    expect(new Set(leases.map(({ session }) => session.id)).size).toBe(2);
    expect(pool.stats().sessions.leased).toBe(2);
  });

  test("a caller takes whatever is free first, even while a session is built for it", async () => {
    const { init, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 2, fill: "on-demand", init });
    const first = watch(pool.acquire());
    await clock.flush();
    gates[0]?.resolve(undefined);
    await clock.flush();
    const second = watch(pool.acquire());
    await clock.flush();
    expect(pool.stats()).toMatchObject({ sessions: { starting: 1 }, waiting: 1 });
    await first.value.settle("ok");
    await clock.flush();
    expect(second.value.session.id).toBe(first.value.session.id);
  });

  test("no more sessions are built than callers wait", async () => {
    const { init, contexts } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 8, fill: "on-demand", init });
    const callers = [1, 2, 3].map(() => watch(pool.acquire()));
    await clock.flush();
    expect(callers).toHaveLength(3);
    expect(contexts).toHaveLength(3);
  });
});

describe("everyone else queues", () => {
  test("a freed slot goes to the earliest waiter", async () => {
    const { pool, clock } = createPool({ size: 1 });
    const lease = await pool.acquire();
    const served: number[] = [];
    const tasks = [1, 2, 3, 4].map((caller) =>
      pool.use(() => {
        served.push(caller);
      }),
    );
    await clock.flush();
    expect(served).toEqual([]);
    await lease.settle("ok");
    await Promise.all(tasks);
    expect(served).toEqual([1, 2, 3, 4]);
  });

  test("a newcomer does not overtake who waits", async () => {
    const { pool, clock } = createPool({ size: 1 });
    const lease = await pool.acquire();
    const waiter = watch(pool.acquire());
    await clock.flush();
    const settling = lease.settle("ok");
    const newcomer = watch(pool.acquire());
    await settling;
    await clock.flush();
    expect([waiter.state, newcomer.state]).toEqual(["resolved", "pending"]);
  });

  test("a waiter for a busy session holds up nobody behind it", async () => {
    const { pool, clock } = createPool<unknown>({ size: 2 });
    for (const id of ["a", "b"]) await pool.add(undefined, { id });
    const [a, b] = await acquireAll(pool, 2);
    const pinned = watch(pool.acquire({ id: "a" }));
    const general = watch(pool.acquire());
    await clock.flush();
    await b?.settle("ok");
    await clock.flush();
    expect([pinned.state, general.state]).toEqual(["pending", "resolved"]);
    await a?.settle("ok");
    await clock.flush();
    expect(pinned.state).toBe("resolved");
  });

  test("those who can take the same slot are compared by arrival, whatever queue they are in", async () => {
    for (const pinnedFirst of [true, false]) {
      const { pool, clock } = createPool<unknown>({ size: 1 });
      await pool.add(undefined, { id: "a" });
      const lease = await pool.acquire();
      const wishes = pinnedFirst ? [{ id: "a" }, {}] : [{}, { id: "a" }];
      const [early, late] = wishes.map((wish) => watch(pool.acquire(wish)));
      await clock.flush();
      await lease.settle("ok");
      await clock.flush();
      expect([early?.state, late?.state]).toEqual(["resolved", "pending"]);
    }
  });
});
