import { describe, expect, test } from "vitest";
import { gatedInit } from "../helpers/gated-init.ts";
import { errorOf, watch } from "../helpers/outcome.ts";
import { acquireAll, createPool, useOnce } from "../helpers/pool.ts";

/** A pool with the sessions "a" and "b". */
async function twoSessions(size = 2): Promise<ReturnType<typeof createPool<unknown>>> {
  const made = createPool<unknown>({ size });
  for (const id of ["a", "b"]) await made.pool.add(undefined, { id });
  return made;
}

describe("key", () => {
  test("binds at its first grant to one session while that lives", async () => {
    const { pool } = await twoSessions();
    expect(await useOnce(pool, "ok", { key: "cart" })).toBe("a");
    for (const _ of [1, 2, 3]) {
      expect(await useOnce(pool, "ok", { key: "cart" })).toBe("a");
      await useOnce(pool);
    }
  });

  test("others with the key wait behind it, even if other sessions are free", async () => {
    const { pool, clock } = await twoSessions();
    const lease = await pool.acquire({ key: "cart" });
    const second = watch(pool.acquire({ key: "cart" }));
    await clock.flush();
    expect(second.state).toBe("pending");
    expect(pool.stats().sessions.ready).toBe(1);
    await lease.settle("ok");
    await clock.flush();
    expect(second.value.session.id).toBe("a");
  });

  test("two callers with a new key wait behind the first of them", async () => {
    const { pool, clock } = await twoSessions();
    const leases = await acquireAll(pool, 2);
    const carts = [watch(pool.acquire({ key: "cart" })), watch(pool.acquire({ key: "cart" }))];
    await clock.flush();
    for (const lease of leases) await lease.settle("ok");
    await clock.flush();
    expect(carts.map(({ state }) => state)).toEqual(["resolved", "pending"]);
    await carts[0]?.value.settle("ok");
    await clock.flush();
    expect(carts[1]?.value.session.id).toBe(carts[0]?.value.session.id);
  });

  test("keys that are not the same are bound on their own", async () => {
    const { pool } = await twoSessions();
    const one = await pool.acquire({ key: "one" });
    const two = await pool.acquire({ key: "two" });
    expect([one.session.id, two.session.id]).toEqual(["a", "b"]);
  });

  test("many keys may be bound to one session", async () => {
    const { pool } = createPool({ size: 1 });
    const id = await useOnce(pool, "ok", { key: "one" });
    expect(await useOnce(pool, "ok", { key: "two" })).toBe(id);
  });

  test("does not keep others from its session", async () => {
    const { pool } = createPool({ size: 1 });
    const id = await useOnce(pool, "ok", { key: "cart" });
    expect(await useOnce(pool)).toBe(id);
  });

  test("binds a session that is built for it", async () => {
    const { pool } = createPool({ size: 2 });
    const id = await useOnce(pool, "ok", { key: "cart" });
    await useOnce(pool);
    expect(await useOnce(pool, "ok", { key: "cart" })).toBe(id);
  });
});

describe("onMissing for a key", () => {
  test("is replace by default: another session is bound in its place", async () => {
    for (const onMissing of [undefined, "replace"] as const) {
      const { pool } = await twoSessions(3);
      await useOnce(pool, "ok", { key: "cart" });
      await pool.retire("a");
      const options = onMissing === undefined ? { key: "cart" } : { key: "cart", onMissing };
      const next = await useOnce(pool, "ok", options);
      expect(next).toBe("b");
      await useOnce(pool);
      expect(await useOnce(pool, "ok", { key: "cart" })).toBe(next);
    }
  });

  test("any serves this call without binding", async () => {
    const { pool } = await twoSessions();
    await pool.add(undefined, { id: "c" }).catch(() => undefined);
    await useOnce(pool, "ok", { key: "cart" });
    await pool.retire("a");
    expect(await useOnce(pool, "ok", { key: "cart", onMissing: "any" })).toBe("b");
    expect(await errorOf(pool.acquire({ key: "cart", onMissing: "fail" }))).toMatchObject({
      code: "ERR_SESSION_MISSING",
    });
  });

  test("fail refuses the call", async () => {
    const { pool } = await twoSessions();
    await useOnce(pool, "ok", { key: "cart" });
    await pool.retire("a");
    expect(await errorOf(pool.acquire({ key: "cart", onMissing: "fail" }))).toMatchObject({
      code: "ERR_SESSION_MISSING",
    });
  });

  test("says nothing about a key that was never bound", async () => {
    const { pool } = await twoSessions();
    expect(await useOnce(pool, "ok", { key: "cart", onMissing: "fail" })).toBe("a");
    expect(await useOnce(pool, "ok", { key: "cart", onMissing: "fail" })).toBe("a");
  });

  test("holds for those who wait behind a session that is retired", async () => {
    const { pool, clock } = await twoSessions();
    const lease = await pool.acquire({ key: "cart" });
    const waiters = (["replace", "any", "fail"] as const).map((onMissing) =>
      watch(pool.acquire({ key: "cart", onMissing })),
    );
    await clock.flush();
    await lease.settle("expired");
    await clock.flush();
    expect(waiters[0]?.state).toBe("resolved");
    expect(waiters[0]?.value.session.id).not.toBe("a");
    // The key is bound again by then: the others wait behind that one.
    expect(waiters.slice(1).map(({ state }) => state)).toEqual(["pending", "pending"]);
  });
});

describe("id", () => {
  test("asks for that very session, and waits for it", async () => {
    const { pool, clock } = await twoSessions();
    expect(await useOnce(pool, "ok", { id: "b" })).toBe("b");
    const lease = await pool.acquire({ id: "b" });
    const second = watch(pool.acquire({ id: "b" }));
    await clock.flush();
    expect(second.state).toBe("pending");
    await lease.settle("ok");
    await clock.flush();
    expect(second.value.session.id).toBe("b");
  });

  test("waits for a session that rests", async () => {
    const { pool, clock } = await twoSessions();
    await useOnce(pool, { verdict: "throttled", retryAfterMs: 5_000 });
    const waiter = watch(pool.acquire({ id: "a" }));
    await clock.advance(4_999);
    expect(waiter.state).toBe("pending");
    await clock.advance(1);
    expect(waiter.state).toBe("resolved");
  });

  test("and a key together are refused", async () => {
    const { pool } = createPool();
    expect(await errorOf(pool.acquire({ id: "a", key: "b" }))).toMatchObject({
      code: "ERR_INVALID_OPTION",
      message: 'SessionPool: expected `id` to be left out beside `key`, got "a" (string)',
    });
  });
});

describe("onMissing for an id", () => {
  test("is fail by default, and says how the pool stands", async () => {
    const { pool } = await twoSessions();
    for (const options of [{ id: "z" }, { id: "z", onMissing: "fail" }] as const)
      expect(await errorOf(pool.acquire(options))).toMatchObject({
        code: "ERR_SESSION_MISSING",
        message:
          "default: session z is gone (size=2, leased=0, ready=2, starting=0, resting=0, waiting=0)",
      });
    expect(pool.stats().waiting).toBe(0);
  });

  test("any serves this call with any session", async () => {
    const { pool } = await twoSessions();
    expect(await useOnce(pool, "ok", { id: "z", onMissing: "any" })).toBe("a");
  });

  test("replace builds a session with that id", async () => {
    const { init, contexts, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 2, init });
    const callers = [1, 2].map(() =>
      watch(pool.acquire({ id: "z", onMissing: "replace", request: "/z" })),
    );
    await clock.flush();
    expect(contexts).toHaveLength(1);
    expect(contexts[0]).toMatchObject({ id: "z", request: "/z" });
    gates[0]?.resolve(undefined);
    await clock.flush();
    expect(callers.map(({ state }) => state)).toEqual(["resolved", "pending"]);
    await callers[0]?.value.settle("ok");
    await clock.flush();
    expect(callers[1]?.value.session.id).toBe("z");
  });

  test("replace tries again when the init of that id ends bad", async () => {
    const { init, contexts, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 2, init });
    const caller = watch(pool.acquire({ id: "z", onMissing: "replace" }));
    await clock.flush();
    gates[0]?.resolve(false);
    await clock.flush();
    expect(contexts.map(({ id }) => id)).toEqual(["z", "z"]);
    gates[1]?.resolve(undefined);
    await clock.flush();
    expect(caller.value.session.id).toBe("z");
  });

  test("replace waits for a vacancy in a full pool, and gets the first", async () => {
    const { pool, clock } = await twoSessions();
    const [a] = await acquireAll(pool, 2);
    const caller = watch(pool.acquire({ id: "c", onMissing: "replace" }));
    await clock.flush();
    expect(caller.state).toBe("pending");
    await a?.settle("expired");
    await clock.flush();
    expect(["a", "b", "c"].filter((id) => pool.get(id))).toEqual(["b", "c"]);
    expect(caller.value.session.id).toBe("c");
  });

  test("holds for those who wait for a session that is retired", async () => {
    const { pool, clock } = await twoSessions();
    const lease = await pool.acquire({ id: "a" });
    const failing = watch(pool.acquire({ id: "a" }));
    const rebuilding = watch(pool.acquire({ id: "a", onMissing: "replace" }));
    await clock.flush();
    await lease.settle("expired");
    await clock.flush();
    expect(failing.error).toMatchObject({ code: "ERR_SESSION_MISSING" });
    expect(rebuilding.value.session).toMatchObject({ id: "a", uses: 1 });
    expect(rebuilding.value.session).not.toBe(lease.session);
  });
});
