import { describe, expect, test } from "vitest";
import { memoryStore, type SessionStore } from "../../src/index.ts";
import { deferred } from "../helpers/deferred.ts";
import { recordEvents } from "../helpers/events.ts";
import { errorOf, watch } from "../helpers/outcome.ts";
import { createPool } from "../helpers/pool.ts";

interface SlowStore {
  readonly store: SessionStore;
  readonly opened: () => void;
  readonly failed: (error: Error) => void;
  /** How often it was asked. */
  readonly asked: () => number;
}

/** A store that opens when the test says so. */
function slowStore(): SlowStore {
  const gate = deferred();
  const inner = memoryStore();
  let asked = 0;
  return {
    asked: () => asked,
    opened: () => gate.resolve(),
    failed: gate.reject,
    store: {
      open: async (...given) => {
        asked++;
        await gate.promise;
        return inner.open(...given);
      },
    },
  };
}

describe("while a store opens", () => {
  test("an abort rejects at once", async () => {
    const { pool, clock } = createPool({ store: slowStore().store });
    const controller = new AbortController();
    const { signal } = controller;
    const calls = [watch(pool.use(() => 1, { signal })), watch(pool.acquire({ signal }))];
    const gone = new Error("gone");
    controller.abort(gone);
    await clock.flush();
    expect(calls.map(({ error }) => error)).toEqual([gone, gone]);
    expect(await errorOf(pool.acquire({ signal }))).toBe(gone);
  });

  test("others go on waiting, and are served", async () => {
    const { store, opened, asked } = slowStore();
    const { pool, clock } = createPool({ store });
    const controller = new AbortController();
    void watch(pool.acquire({ signal: controller.signal }));
    const other = watch(pool.acquire());
    controller.abort();
    opened();
    await clock.flush();
    expect(other.state).toBe("resolved");
    expect(asked()).toBe(1);
  });

  test("close() refuses who waits at once, and closes what opens", async () => {
    const { store, opened } = slowStore();
    const { pool, clock } = createPool({ name: "shop", store });
    const events = recordEvents(pool, "pool:closing", "pool:closed", "lease:granted");
    const waiting = watch(pool.acquire());
    const closed = watch(pool.close({ reason: "done" }));
    await clock.flush();
    expect(waiting.error).toMatchObject({
      code: "ERR_POOL_CLOSED",
      message: "shop: the pool is closed: done",
      reason: "done",
    });
    expect(pool.status).toBe("closing");
    expect(closed.state).toBe("pending");
    opened();
    const late = watch(pool.acquire());
    await clock.flush();
    expect(late.state).toBe("rejected");
    expect(closed.state).toBe("resolved");
    expect(pool.status).toBe("closed");
    expect(events.names).toEqual(["pool:closing", "pool:closed"]);
  });
});

describe("a store that cannot be opened", () => {
  test("does not keep close() from holding: nobody opens it again", async () => {
    const { store, failed, asked } = slowStore();
    const { pool, clock } = createPool({ store });
    const events = recordEvents(pool, "pool:closing", "pool:closed");
    failed(new Error("down"));
    await clock.flush();
    await pool.close();
    expect(pool.status).toBe("closed");
    expect(await errorOf(pool.acquire())).toMatchObject({ code: "ERR_POOL_CLOSED" });
    expect(await errorOf(pool.warm())).toMatchObject({ code: "ERR_POOL_CLOSED" });
    expect(asked()).toBe(1);
    expect(events.names).toEqual(["pool:closing", "pool:closed"]);
  });

  test("does not keep close() from ending when it fails meanwhile", async () => {
    const { store, failed } = slowStore();
    const { pool, clock } = createPool({ store });
    const closed = watch(pool.close());
    failed(new Error("down"));
    await clock.flush();
    expect(closed.state).toBe("resolved");
    expect(pool.status).toBe("closed");
  });
});
