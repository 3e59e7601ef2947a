import { describe, expect, test } from "vitest";
import { memoryStore, type PoolStore, type Session, type SessionStore } from "../../src/index.ts";
import { recordEvents } from "../helpers/events.ts";
import { watch } from "../helpers/outcome.ts";
import { acquireAll, createPool, useOnce } from "../helpers/pool.ts";
import { overriddenStore } from "../helpers/stores.ts";

/** A shared store to which the test plays the other process. */
interface SharedStore {
  readonly store: SessionStore;
  /** The other process takes the next session. */
  lease(): void;
  /** The other process retires a session that this one has a copy of. */
  retire(id: string): void;
  /** The other process has changed the state of a session: what this one had of it is over. */
  outdate(id: string): void;
}

function sharedStore(): SharedStore {
  let inner: PoolStore<unknown> | undefined;
  let tell: ((session: Session) => void) | undefined;
  let tellOutdated: ((session: Session) => void) | undefined;
  const known = (id: string): Session => {
    const session = inner?.get(id);
    if (session === undefined) throw new Error(`expected session ${id} to be live`);
    return session;
  };
  return {
    store: overriddenStore((pool) => {
      inner = pool;
      return {
        shared: true,
        watch: (_, onGone, onOutdated) => {
          tell = onGone;
          tellOutdated = onOutdated;
          return () => (tell = undefined);
        },
      };
    }),
    lease: () => void inner?.lease({}),
    retire(id) {
      const session = known(id);
      void inner?.retire(id, "manual");
      tell?.(session);
    },
    outdate: (id) => tellOutdated?.(known(id)),
  };
}

/** A pool on a shared store, with the ids of the sessions whose resources were freed. */
function sharedPool(options: Parameters<typeof createPool>[0] = {}) {
  const shared = sharedStore();
  const freed: string[] = [];
  const close = async ({ id }: Session): Promise<void> => void freed.push(id);
  return { ...createPool({ size: 2, store: shared.store, close, ...options }), shared, freed };
}

describe("A session that another process has retired", () => {
  test("is freed here, and neither counted nor told here", async () => {
    const { pool, clock, shared, freed } = sharedPool();
    const id = await useOnce(pool);
    const events = recordEvents(pool, "session:retired", "session:starting");
    shared.retire(id);
    await clock.flush();
    expect(freed).toEqual([id]);
    expect(pool.stats().retired).toEqual({});
    expect(events.all).toEqual([]);
  });

  test("lets go of those who wait for it alone", async () => {
    const { pool, clock, shared } = sharedPool();
    await pool.warm();
    const { session } = await pool.acquire({ key: "cart" });
    const waiter = watch(pool.acquire({ key: "cart" }));
    await clock.flush();
    expect(waiter.state).toBe("pending");
    shared.retire(session.id);
    await clock.flush();
    expect(waiter.value.session.id).not.toBe(session.id);
  });

  test("leaves room for who waits, who builds another one", async () => {
    const { pool, clock, shared } = sharedPool({ size: 1 });
    const id = await useOnce(pool);
    shared.lease();
    const waiter = watch(pool.acquire());
    await clock.flush();
    expect(waiter.state).toBe("pending");
    shared.retire(id);
    await clock.flush();
    expect(waiter.value.session.id).not.toBe(id);
  });

  test("is not waited for while its first pause runs", async () => {
    const { pool, clock, shared } = sharedPool({
      size: 1,
      fill: "on-demand",
      delayMs: 1_000,
      delayJitter: 0,
    });
    const { id } = await pool.add(undefined);
    const first = watch(pool.acquire());
    await clock.flush();
    expect(first.state).toBe("pending");
    shared.retire(id);
    await clock.advance(1_000);
    expect(first.value.session.id).not.toBe(id);
  });

  test("is freed while the pool closes, too", async () => {
    const { pool, clock, shared, freed } = sharedPool();
    await pool.warm();
    const [first, second] = await acquireAll(pool, 2);
    await second?.settle("ok");
    const closing = watch(pool.close({ drainTimeoutMs: 10 }));
    shared.retire(second?.session.id ?? "");
    await clock.advance(10);
    expect(closing.state).toBe("resolved");
    expect(freed).toEqual([second?.session.id, first?.session.id]);
  });
});

test("A state that another process has replaced is freed here, and its session goes on", async () => {
  const { pool, clock, shared, freed } = sharedPool({ size: 1 });
  const id = await useOnce(pool);
  const events = recordEvents(pool, "session:retired", "session:starting");
  shared.outdate(id);
  await clock.flush();
  expect(freed).toEqual([id]);
  expect(await useOnce(pool)).toBe(id);
  expect(events.all).toEqual([]);
});

describe("A retired session whose state this process never had", () => {
  test("is counted and told, and not freed", async () => {
    const freed: string[] = [];
    const store = overriddenStore((pool) => ({
      retire: (id, reason) => {
        const retired = pool.retire(id, reason);
        return retired instanceof Promise || retired === undefined
          ? retired
          : { ...retired, absent: true as const };
      },
    }));
    const close = async ({ id }: Session): Promise<void> => void freed.push(id);
    const { pool, clock } = createPool({ size: 1, store, close });
    const events = recordEvents(pool, "session:retired");
    const id = await useOnce(pool);
    await pool.retire(id);
    await clock.flush();
    expect(pool.stats().retired).toEqual({ manual: 1 });
    expect(events.of("session:retired")).toMatchObject([{ id, reason: "manual" }]);
    expect(freed).toEqual([]);
  });
});

test("A store in memory keeps one copy: nobody is told to free it but who retires it", async () => {
  const store = memoryStore();
  const freed: string[] = [];
  const close =
    (who: string) =>
    async ({ id }: Session): Promise<void> =>
      void freed.push(`${who} ${id}`);
  const { pool: ours, clock } = createPool({ size: 1, store, close: close("we") });
  const { pool: theirs } = createPool({ size: 1, store, clock, close: close("they") });
  const id = await useOnce(ours);
  await theirs.retire(id);
  await clock.flush();
  expect(freed).toEqual([`they ${id}`]);
});
