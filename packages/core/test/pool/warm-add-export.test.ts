import { createRandom } from "@sessionary/core/testing";
import { describe, expect, test } from "vitest";
import type { PoolExport } from "../../src/index.ts";
import { recordEvents } from "../helpers/events.ts";
import { gatedInit } from "../helpers/gated-init.ts";
import { errorOf, watch } from "../helpers/outcome.ts";
import { acquireAll, createPool, useOnce } from "../helpers/pool.ts";

describe("warm", () => {
  test("builds all vacancies, and resolves when they are ready", async () => {
    const { init, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 3, init });
    const warming = watch(pool.warm());
    await clock.flush();
    expect(gates).toHaveLength(3);
    gates[0]?.resolve(undefined);
    gates[1]?.resolve(undefined);
    await clock.flush();
    expect(warming.state).toBe("pending");
    gates[2]?.resolve(undefined);
    await clock.flush();
    expect(warming.state).toBe("resolved");
    expect(pool.stats().sessions.ready).toBe(3);
  });

  test("builds so many, and never more than the pool's size", async () => {
    const { pool } = createPool({ size: 3 });
    await pool.warm(2);
    expect(pool.stats().sessions.ready).toBe(2);
    await pool.warm(0);
    expect(pool.stats().sessions.ready).toBe(2);
    await pool.warm(9);
    expect(pool.stats().sessions.ready).toBe(3);
  });

  test("waits for what is being built already", async () => {
    const { init, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 1, init });
    const first = watch(pool.warm());
    const second = watch(pool.warm());
    await clock.flush();
    expect(gates).toHaveLength(1);
    expect([first.state, second.state]).toEqual(["pending", "pending"]);
    gates[0]?.resolve(undefined);
    await clock.flush();
    expect([first.state, second.state]).toEqual(["resolved", "resolved"]);
  });

  test("hands init its request and variant, undefined without them", async () => {
    const { init, contexts, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 2, init });
    void watch(pool.warm(1));
    void watch(pool.warm(1, { request: "/start", variant: "berlin" }));
    await clock.flush();
    expect(contexts.map(({ request, variant }) => [request, variant])).toEqual([
      [undefined, undefined],
      ["/start", "berlin"],
    ]);
    gates[1]?.resolve(undefined);
    await clock.flush();
    expect(pool.get(contexts[1]?.id ?? "")?.variant).toBe("berlin");
  });

  test("goes on after bad inits until the sessions are there", async () => {
    let begun = 0;
    const { pool } = createPool({
      size: 2,
      init: async () => (++begun % 2 === 0 ? undefined : false),
    });
    await pool.warm();
    expect(pool.stats()).toMatchObject({
      sessions: { ready: 2 },
      init: { rejected: 2, passed: 2 },
    });
  });

  test("rejects when the pool fails, is stopped or closed", async () => {
    const failing = createPool({ maxBadInits: 1, init: (): false => false });
    expect(await errorOf(failing.pool.warm())).toMatchObject({ code: "ERR_TOO_MANY_BAD_INITS" });
    const { init } = gatedInit();
    const closing = createPool<undefined, string>({ init });
    const warming = watch(closing.pool.warm());
    await closing.clock.flush();
    await closing.pool.close();
    expect(warming.error).toMatchObject({ code: "ERR_POOL_CLOSED" });
  });

  test("refuses a count that is none", async () => {
    const { pool } = createPool();
    expect(await errorOf(pool.warm(-1))).toMatchObject({
      code: "ERR_INVALID_OPTION",
      message: "SessionPool: expected `count` to be an integer >= 0, got -1 (number)",
    });
  });
});

describe("add", () => {
  test("puts a session in the pool without an init", async () => {
    let begun = 0;
    const { pool } = createPool({
      size: 1,
      init: () => {
        begun++;
        return { token: "built" };
      },
    });
    const session = await pool.add({ token: "added" });
    expect(session).toMatchObject({ slot: 0, uses: 0, state: { token: "added" } });
    expect(pool.get(session.id)).toBe(session);
    expect(await useOnce(pool)).toBe(session.id);
    expect(begun).toBe(0);
  });

  test("takes an id and a variant", async () => {
    const { pool } = createPool();
    expect(await pool.add(undefined, { id: "mine", variant: { zip: "1" } })).toMatchObject({
      id: "mine",
      variant: { zip: "1" },
    });
  });

  test("serves who waits", async () => {
    const { init } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 2, init });
    const bound = watch(pool.acquire());
    const waiter = watch(pool.acquire({ key: "cart" }));
    await clock.flush();
    await pool.add(undefined, { id: "mine" }).catch(() => undefined);
    await clock.flush();
    expect(bound.state).toBe("pending");
    expect(waiter.state).toBe("pending");

    const other = createPool<undefined, string>({ size: 2, init });
    void watch(other.pool.acquire());
    const pinned = watch(other.pool.acquire({ id: "mine", onMissing: "any" }));
    await other.clock.flush();
    expect(pinned.state).toBe("pending");
  });

  test("without a vacancy is refused with ERR_POOL_FULL", async () => {
    const { pool } = createPool({ name: "shop", size: 1 });
    await pool.add(undefined);
    expect(await errorOf(pool.add(undefined))).toMatchObject({
      code: "ERR_POOL_FULL",
      message:
        "shop: no room for 1 sessions, 0 may be added (size=1, leased=0, ready=1, starting=0, resting=0, waiting=0)",
    });
  });

  test("with an id that is taken is refused", async () => {
    const { pool } = createPool();
    await pool.add(undefined, { id: "mine" });
    expect(await errorOf(pool.add(undefined, { id: "mine" }))).toMatchObject({
      code: "ERR_INVALID_OPTION",
    });
    expect(pool.stats().sessions.ready).toBe(1);
  });
});

describe("get and retire", () => {
  test("get finds live sessions only", async () => {
    const { pool } = createPool({ size: 1 });
    const lease = await pool.acquire();
    expect(pool.get(lease.session.id)).toBe(lease.session);
    await lease.settle("expired");
    expect(pool.get(lease.session.id)).toBeUndefined();
    expect(pool.get("nobody")).toBeUndefined();
  });

  test("retire takes a session out for good, and says whether it was there", async () => {
    const { pool } = createPool({ size: 1 });
    const { id } = await pool.add(undefined);
    expect(await pool.retire(id)).toBe(true);
    expect(await pool.retire(id)).toBe(false);
    expect(pool.stats()).toMatchObject({ retired: { manual: 1 }, sessions: { ready: 0 } });
  });

  test("retire takes a reason of the user's own", async () => {
    const { pool } = createPool({ size: 1 });
    const events = recordEvents(pool, "session:retired");
    const { id } = await pool.add(undefined);
    await pool.retire(id, "captcha");
    expect(pool.stats().retired).toEqual({ captcha: 1 });
    expect(events.of("session:retired")).toMatchObject([{ id, reason: "captcha" }]);
  });

  test("retire lets open leases settle, which touch the pool's stats alone", async () => {
    const closed: string[] = [];
    const { pool } = createPool({
      size: 1,
      maxConcurrency: 2,
      close: ({ id }) => {
        closed.push(id);
      },
    });
    const lease = await pool.acquire();
    const other = await pool.acquire();
    await pool.retire(lease.session.id);
    expect(lease.signal.aborted).toBe(false);
    await lease.settle("error");
    expect(lease.session.errors).toBe(0);
    expect(pool.stats()).toMatchObject({ use: { error: 1 }, retired: { manual: 1 } });
    expect(closed).toEqual([]);
    await other.settle("ok");
    expect(closed).toEqual([lease.session.id]);
  });

  test("retire opens the vacancy at once", async () => {
    const { pool, clock } = createPool({ size: 1 });
    const lease = await pool.acquire();
    const waiter = watch(pool.acquire());
    await clock.flush();
    await pool.retire(lease.session.id);
    await clock.flush();
    expect(waiter.value.session.id).not.toBe(lease.session.id);
  });
});

describe("export and import", () => {
  test("write every live session as versioned JSON, and read it in another pool", async () => {
    const from = createPool({ name: "old", size: 2, maxErrors: 9, init: ({ slot }) => ({ slot }) });
    await from.clock.advance(1_000);
    await useOnce(from.pool, "error", { variant: { zip: "1" } });
    await useOnce(from.pool);
    const exported = await from.pool.export();
    expect(exported).toMatchObject({
      version: 1,
      pool: "old",
      sessions: [
        { state: { slot: 0 }, variant: { zip: "1" }, createdAt: 1_000, uses: 1, errors: 1 },
        { state: { slot: 1 }, createdAt: 1_000, uses: 1, errors: 0, checkFailures: 0 },
      ],
    });
    const to = createPool<{ slot: number }>({ name: "new", size: 3 });
    await to.clock.advance(5_000);
    await to.pool.import(JSON.parse(JSON.stringify(exported)) as PoolExport);
    expect((await to.pool.export()).sessions).toEqual(exported.sessions);
    const [first] = exported.sessions;
    expect(to.pool.get(first?.id ?? "")).toMatchObject({ slot: 0, createdAt: 1_000, errors: 1 });
  });

  test("life limits go on counting while the export lies in a file", async () => {
    const from = createPool({ size: 1, maxAgeMs: 10_000, lifetimeJitter: 0 });
    await from.pool.warm();
    const exported = await from.pool.export();
    const to = createPool({ size: 1, maxAgeMs: 10_000, lifetimeJitter: 0 });
    await to.clock.advance(9_000);
    await to.pool.import(exported);
    await to.clock.advance(999);
    expect(to.pool.stats().retired).toEqual({});
    await to.clock.advance(1);
    expect(to.pool.stats().retired).toEqual({ age: 1 });
  });

  test("idle time goes on counting while the export lies in a file, from one pool to the next", async () => {
    const limits = { size: 2, maxIdleMs: 10_000 };
    const from = createPool(limits);
    const [used] = await acquireAll(from.pool, 2);
    await from.clock.advance(4_000);
    await used?.settle("ok");
    const exported = await from.pool.export();
    expect(exported.sessions).toMatchObject([{ lastUsedAt: 4_000 }, { lastUsedAt: 0 }]);
    const next = createPool(limits);
    await next.clock.advance(9_000);
    await next.pool.import(exported);
    const last = createPool(limits);
    await last.clock.advance(13_000);
    await last.pool.import(await next.pool.export());
    await last.clock.flush();
    expect(last.pool.stats()).toMatchObject({ retired: { idle: 1 }, sessions: { ready: 1 } });
    await last.clock.advance(999);
    expect(last.pool.stats().retired).toEqual({ idle: 1 });
    await last.clock.advance(1);
    expect(last.pool.stats().retired).toEqual({ idle: 2 });
  });

  test("idle time of an export without any begins at the import", async () => {
    const { pool, clock } = createPool({ size: 1, maxIdleMs: 10_000 });
    await clock.advance(60_000);
    const old = { id: "a", createdAt: 0, uses: 3, errors: 0, checkFailures: 0 };
    await pool.import({ version: 1, pool: "old", sessions: [old] });
    await clock.advance(9_999);
    expect(pool.stats().retired).toEqual({});
    await clock.advance(1);
    expect(pool.stats().retired).toEqual({ idle: 1 });
  });

  test("a session that is worn when it is imported does not keep a place", async () => {
    const from = createPool({ size: 1, maxUses: 2 });
    await useOnce(from.pool);
    const lease = await from.pool.acquire();
    const exported = await from.pool.export();
    await lease.settle("ok");
    expect(exported.sessions).toMatchObject([{ uses: 2 }]);
    const to = createPool({ size: 1, maxUses: 2, random: createRandom(2) });
    await to.pool.import(exported);
    expect(to.pool.stats()).toMatchObject({ sessions: { ready: 0 }, retired: { uses: 1 } });
    const caller = watch(to.pool.acquire());
    await to.clock.flush();
    expect(caller.state).toBe("resolved");
    expect(caller.value.session.id).not.toBe(lease.session.id);
  });

  test("import adds all or, on an error, nothing", async () => {
    const from = createPool<string>({ size: 3 });
    for (const id of ["a", "b", "c"]) await from.pool.add(id, { id });
    const exported = await from.pool.export();
    const small = createPool<string>({ size: 2 });
    expect(await errorOf(small.pool.import(exported))).toMatchObject({
      code: "ERR_POOL_FULL",
      message:
        "default: no room for 3 sessions, 2 may be added (size=2, leased=0, ready=0, starting=2, resting=0, waiting=0)",
    });
    expect(small.pool.stats().sessions).toMatchObject({ ready: 0, starting: 0 });
    const taken = createPool<string>({ size: 9 });
    await taken.pool.add("", { id: "b" });
    expect(await errorOf(taken.pool.import(exported))).toMatchObject({
      code: "ERR_INVALID_OPTION",
    });
    expect(taken.pool.stats().sessions.ready).toBe(1);
  });

  test("import refuses what is no export, naming the part", async () => {
    const { pool } = createPool();
    const wrong: [unknown, string][] = [
      [undefined, "export"],
      [{ version: 2, pool: "a", sessions: [] }, "`export.version`"],
      [{ version: 1, pool: "a" }, "`export.sessions`"],
      [{ version: 1, pool: "a", sessions: [{ id: "a" }] }, "`export.sessions[0].createdAt`"],
      [
        { version: 1, pool: "a", sessions: [{ id: "a", lastUsedAt: "now" }] },
        "`export.sessions[0].lastUsedAt`",
      ],
    ];
    for (const [value, named] of wrong) {
      const error = await errorOf(pool.import(value as PoolExport));
      expect(error).toMatchObject({ code: "ERR_INVALID_OPTION" });
      expect(String(error)).toContain(named);
    }
  });

  test("export refuses a state that is not JSON", async () => {
    const { pool } = createPool<unknown>({});
    await pool.add({ socket: () => undefined });
    expect(await errorOf(pool.export())).toMatchObject({ code: "ERR_INVALID_OPTION" });
  });

  test("keep secrets out of what printing a session shows", async () => {
    const { pool } = createPool<{ token: string }>();
    const session = await pool.add({ token: "s3cret" });
    expect(JSON.stringify(session)).not.toContain("s3cret");
    expect(JSON.stringify(pool.stats())).not.toContain("s3cret");
  });
});
