import { describe, expect, test } from "vitest";
import { initLater } from "../../src/index.ts";
import { gatedInit } from "../helpers/gated-init.ts";
import { watch } from "../helpers/outcome.ts";
import { createPool } from "../helpers/pool.ts";

describe("initConcurrency", () => {
  test("is the number of inits at the same time; further ones queue in order", async () => {
    const { init, contexts, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 4, initConcurrency: 2, init });
    for (const request of ["/1", "/2", "/3", "/4"]) void watch(pool.acquire({ request }));
    await clock.flush();
    expect(contexts.map(({ request }) => request)).toEqual(["/1", "/2"]);
    expect(pool.stats().sessions.starting).toBe(4);
    gates[1]?.resolve(undefined);
    await clock.flush();
    expect(contexts.map(({ request }) => request)).toEqual(["/1", "/2", "/3"]);
    gates[0]?.resolve(undefined);
    await clock.flush();
    expect(contexts.map(({ request }) => request)).toEqual(["/1", "/2", "/3", "/4"]);
  });

  test("is the size by default, and follows it", async () => {
    const { init, contexts } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 2, init });
    void watch(pool.warm());
    await clock.flush();
    expect(contexts).toHaveLength(2);
    await pool.resize(5);
    void watch(pool.warm());
    await clock.flush();
    expect(contexts).toHaveLength(5);
  });
});

describe("initTimeoutMs", () => {
  test("ends an init that takes longer, 120 s by default", async () => {
    const { init, contexts, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 1, init });
    const caller = watch(pool.acquire());
    await clock.advance(119_999);
    expect(contexts).toHaveLength(1);
    await clock.advance(1);
    expect(contexts[0]?.signal.aborted).toBe(true);
    expect(contexts).toHaveLength(2);
    expect(pool.stats().init).toMatchObject({ failed: 1 });
    gates[1]?.resolve(undefined);
    await clock.flush();
    expect(caller.state).toBe("resolved");
  });

  test("throws away what a late init still comes to", async () => {
    const { init, contexts, gates } = gatedInit();
    const closed: string[] = [];
    const { pool, clock } = createPool<undefined, string>({
      size: 1,
      init,
      initTimeoutMs: 100,
      close: ({ id }) => {
        closed.push(id);
      },
    });
    void watch(pool.acquire());
    await clock.advance(100);
    gates[0]?.resolve(undefined);
    await clock.flush();
    expect(closed).toEqual([contexts[0]?.id]);
    expect(pool.stats().sessions).toMatchObject({ starting: 1, ready: 0 });
  });
});

describe("initRetryDelayMs", () => {
  /** The first init ends `later`, others succeed. Answers when each began. */
  function laterOnce(retryAfterMs?: number): {
    readonly init: () => undefined;
    readonly times: number[];
    readonly clock: ReturnType<typeof createPool>["clock"];
  } {
    const { clock } = createPool();
    const times: number[] = [];
    return {
      clock,
      times,
      init: () => {
        if (times.push(clock.now()) === 1)
          initLater(retryAfterMs === undefined ? {} : { retryAfterMs });
        return undefined;
      },
    };
  }

  test("is the wait of all inits of the pool after one ended later, 60 s by default", async () => {
    const { init, times, clock } = laterOnce();
    const { pool } = createPool<undefined, string>({ size: 3, init, clock });
    const callers = [1, 2, 3].map(() => watch(pool.acquire()));
    await clock.advance(59_999);
    expect(times).toEqual([0]);
    await clock.advance(1);
    expect(times).toEqual([0, 60_000, 60_000, 60_000]);
    expect(callers.map(({ state }) => state)).toEqual(["resolved", "resolved", "resolved"]);
  });

  test("gives way to the time that the init says", async () => {
    const { init, times, clock } = laterOnce(5_000);
    const { pool } = createPool<undefined, string>({ size: 1, init, clock });
    void watch(pool.acquire());
    await clock.advance(5_000);
    expect(times).toEqual([0, 5_000]);
  });

  test("holds back inits that wait for their turn, too", async () => {
    const { init, times, clock } = laterOnce(5_000);
    const { pool } = createPool<undefined, string>({
      size: 3,
      initConcurrency: 1,
      init: async () => init(),
      clock,
    });
    for (let each = 0; each < 3; each++) void watch(pool.acquire());
    await clock.advance(4_999);
    expect(times).toEqual([0]);
    await clock.advance(1);
    expect(times).toEqual([0, 5_000, 5_000, 5_000]);
  });

  test("holds back inits that wait for an earlier end of it, too", async () => {
    const { clock } = createPool();
    const times: number[] = [];
    const { pool } = createPool<undefined, string>({
      size: 3,
      clock,
      init: async () => {
        const nth = times.push(clock.now());
        if (nth <= 2) initLater({ retryAfterMs: nth * 5_000 });
        return undefined;
      },
    });
    void watch(pool.warm(2));
    await clock.advance(9_999);
    expect(times).toEqual([0, 0]);
    await clock.advance(1);
    expect(times).toEqual([0, 0, 10_000, 10_000]);
  });

  test("goes on when the pool has failed meanwhile and is resumed", async () => {
    const { clock } = createPool();
    const times: number[] = [];
    const { pool } = createPool<undefined, string>({
      size: 2,
      maxBadInits: 1,
      clock,
      init: async () => {
        const nth = times.push(clock.now());
        if (nth === 1) initLater({ retryAfterMs: 5_000 });
        return nth === 2 ? false : undefined;
      },
    });
    const warming = watch(pool.warm());
    await clock.flush();
    expect(warming.state).toBe("rejected");
    pool.resume();
    const caller = watch(pool.acquire());
    await clock.advance(4_999);
    expect(times).toEqual([0, 0]);
    await clock.advance(1);
    expect(times).toEqual([0, 0, 5_000]);
    expect(caller.state).toBe("resolved");
  });
});
