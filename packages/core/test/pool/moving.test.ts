import { asyncStore } from "@sessionary/core/testing";
import { describe, expect, test } from "vitest";
import { memoryStore, type PoolExport, type SessionStore } from "../../src/index.ts";
import { createTestAdapter, type State } from "../client/helpers.ts";
import { deferred } from "../helpers/deferred.ts";
import { recordEvents } from "../helpers/events.ts";
import { gatedInit } from "../helpers/gated-init.ts";
import { errorOf, watch } from "../helpers/outcome.ts";
import { createPool, useOnce } from "../helpers/pool.ts";
import { overriddenStore } from "../helpers/stores.ts";

const UNUSED = { createdAt: 0, uses: 0, errors: 0, checkFailures: 0 };

function exportOf(...ids: readonly string[]): PoolExport {
  return { version: 1, pool: "x", sessions: ids.map((id) => ({ id, state: null, ...UNUSED })) };
}

function numbered(count: number): PoolExport {
  return exportOf(...Array.from({ length: count }, (_, index) => `${index}`));
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await Promise.resolve();
}

describe("an id", () => {
  test("that two add()s bring at the same time is refused to one of them", async () => {
    const { pool } = createPool<number>({ size: 4, init: () => 0 });
    const both = [pool.add(1, { id: "a" }), pool.add(2, { id: "a" })];
    const ends = await Promise.allSettled(both);
    expect(ends.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await errorOf(pool.add(3, { id: "a" }))).toMatchObject({ code: "ERR_INVALID_OPTION" });
  });

  test("that is being built is refused to add()", async () => {
    const { init, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 4, init });
    const caller = watch(pool.acquire({ id: "a", onMissing: "replace" }));
    await clock.flush();
    expect(await errorOf(pool.add(undefined, { id: "a" }))).toMatchObject({
      code: "ERR_INVALID_OPTION",
    });
    gates[0]?.resolve(undefined);
    await clock.flush();
    expect(caller.value.session.id).toBe("a");
    expect((await pool.export()).sessions).toHaveLength(1);
  });

  test("is free again after an import() that was refused", async () => {
    const { pool } = createPool<null>({ size: 1, init: () => null });
    expect(await errorOf(pool.import(exportOf("a", "b")))).toMatchObject({ code: "ERR_POOL_FULL" });
    await pool.import(exportOf("a"));
    expect(pool.get("a")).toBeDefined();
  });
});

describe("an imported session that is replaced", () => {
  test("is so for a request that has used one, where none was built", async () => {
    const triggers: unknown[] = [];
    const { pool, clock } = createPool<null, string>({
      size: 1,
      maxIdleMs: 1_000,
      init: ({ request }) => (triggers.push(request), null),
    });
    await pool.import(exportOf("a"));
    await useOnce(pool, "ok", { request: "/1" });
    await clock.advance(1_000);
    expect(triggers).toEqual(["/1"]);
  });
});

describe("a refused import()", () => {
  for (const [name, store] of [
    ["memory", memoryStore],
    ["a store that answers by promise", () => asyncStore(memoryStore())],
  ] as const)
    for (const count of [1, 6, 7])
      test(`keeps no caller waiting who came meanwhile (${name}, after ${count} turns)`, async () => {
        const { pool, clock } = createPool({ size: 2, store: store() });
        await clock.flush();
        const imported = watch(pool.import(numbered(3)));
        await turns(count);
        const caller = watch(pool.acquire());
        await clock.flush();
        expect(imported.state).toBe("rejected");
        expect(caller.state).toBe("resolved");
      });

  test("serves who came while its vacancies were being given back", async () => {
    const gate = deferred();
    const store = overriddenStore((inner) => ({
      abandon: async (...given) => {
        await gate.promise;
        return inner.abandon(...given);
      },
    }));
    const { pool, clock } = createPool({ size: 2, store });
    const imported = watch(pool.import(numbered(3)));
    await clock.flush();
    const caller = watch(pool.acquire());
    await clock.flush();
    expect(caller.state).toBe("pending");
    gate.resolve();
    await clock.flush();
    expect(imported.error).toMatchObject({ code: "ERR_POOL_FULL" });
    expect(caller.state).toBe("resolved");
  });

  test("takes back what was in already when the store fails", async () => {
    let fills = 0;
    const down = new Error("down");
    const store: SessionStore = overriddenStore((inner) => ({
      fill: async (vacancy, record) => {
        if (++fills === 2) throw down;
        return inner.fill(vacancy, record);
      },
    }));
    const { pool, clock } = createPool<null>({ size: 3, store });
    const error = await errorOf(pool.import(numbered(3)));
    expect(error).toMatchObject({ code: "ERR_STORE", cause: down });
    pool.stats();
    await clock.flush();
    expect(pool.stats()).toMatchObject({
      sessions: { ready: 0, starting: 0 },
      retired: { manual: 2 },
    });
    await pool.import(numbered(3));
    expect(pool.get("2")).toBeDefined();
  });

  test("frees what its states hold", async () => {
    const freed: unknown[] = [];
    const { adapter } = createTestAdapter({
      codec: {
        encode: ({ token }) => token,
        decode: (token) => ({ token: token as string }),
      },
      close: ({ state }) => void freed.push(state.token),
    });
    const { pool } = createPool<State, never, never>({ adapter: adapter as never, size: 1 });
    const sessions = ["a", "b"].map((id) => ({ id, state: id, ...UNUSED }));
    await errorOf(pool.import({ version: 1, pool: "x", sessions }));
    expect(freed).toEqual(["a", "b"]);
  });

  test("frees what was decoded before a state that cannot be", async () => {
    const freed: unknown[] = [];
    const { adapter } = createTestAdapter({
      codec: {
        encode: ({ token }) => token,
        decode: (token) => {
          if (token === "b") throw new Error("no state");
          return { token: token as string };
        },
      },
      close: ({ state }) => void freed.push(state.token),
    });
    const { pool } = createPool<State, never, never>({ adapter: adapter as never, size: 9 });
    const sessions = ["a", "b"].map((id) => ({ id, state: id, ...UNUSED }));
    const error = await errorOf(pool.import({ version: 1, pool: "x", sessions }));
    expect(error).toMatchObject({ message: "no state" });
    expect(freed).toEqual(["a"]);
  });
});

describe("a pool closed during import()", () => {
  for (const count of [1, 6, 20])
    test(`keeps nothing open (after ${count} turns)`, async () => {
      let closed = 0;
      const options = { size: 30, init: () => null, close: () => void closed++ };
      const { pool, clock } = createPool<null>(options);
      const ready = recordEvents(pool, "session:ready");
      void watch(pool.import(numbered(20)));
      await turns(count);
      const end = watch(pool.close());
      await clock.flush();
      expect(end.state).toBe("resolved");
      expect(ready.all.length).toBe(closed);
    });

  test("takes in none when the states were still being read", async () => {
    const gate = deferred<State>();
    const { adapter } = createTestAdapter({
      codec: { encode: ({ token }) => token, decode: () => gate.promise },
    });
    const { pool } = createPool<State, never, never>({ adapter: adapter as never, size: 1 });
    const imported = watch(pool.import({ ...exportOf("a") }));
    await pool.close();
    gate.resolve({ token: "late" });
    await turns(10);
    expect(imported.error).toMatchObject({ code: "ERR_POOL_CLOSED" });
    expect(pool.get("a")).toBeUndefined();
  });

  test("closes its store after them: nothing is put into a store that is closed", async () => {
    const calls: string[] = [];
    const gate = deferred();
    const store = overriddenStore((inner) => ({
      fill: async (vacancy, record) => {
        await gate.promise;
        calls.push("fill");
        return inner.fill(vacancy, record);
      },
      close: async () => {
        calls.push("close");
        return inner.close();
      },
    }));
    const { pool, clock } = createPool<null>({ size: 2, store });
    void watch(pool.import(numbered(2)));
    await clock.flush();
    const end = watch(pool.close());
    await clock.flush();
    gate.resolve();
    await clock.flush();
    expect(end.state).toBe("resolved");
    expect(calls).toEqual(["fill", "fill", "close"]);
  });
});

test("the life time of an added session follows the limits in force", async () => {
  const store = memoryStore();
  const { clock } = createPool({ size: 1, store, maxAgeMs: 1_000, lifetimeJitter: 0 });
  const { pool } = createPool({ size: 1, store, clock });
  await pool.add(undefined);
  await clock.advance(1_000);
  expect(pool.stats()).toMatchObject({ sessions: { ready: 0 } });
});
