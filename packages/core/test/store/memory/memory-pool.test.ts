import { createFakeClock } from "@sessionary/core/testing";
import { describe, expect, test } from "vitest";
import { resolvePoolOptions } from "../../../src/options/resolve-pool-options.ts";
import { MemoryPool } from "../../../src/store/memory/memory-pool.ts";
import type { MemoryGrant } from "../../../src/store/memory/tokens.ts";
import type { PoolOptions } from "../../../src/index.ts";

const BORN = { state: 0, variant: undefined, ageMs: 0, lifeMs: Infinity, pauseMs: 0 };

function open(options: PoolOptions<number>): {
  readonly store: MemoryPool<number>;
  readonly build: (id: string) => void;
  readonly lease: () => MemoryGrant<number>;
} {
  const { limits } = resolvePoolOptions(options);
  const store = new MemoryPool<number>(limits, createFakeClock(), () => undefined);
  store.opened();
  return {
    store,
    build: (id) => {
      const vacancy = store.reserve({ upTo: "max" });
      if (vacancy === undefined) throw new Error("no vacancy");
      store.fill(vacancy, { ...BORN, id });
    },
    lease: () => {
      const answer = store.lease({});
      if (!answer.granted) throw new Error("no session");
      return answer;
    },
  };
}

describe("fill", () => {
  test("refuses an id that a live session has, and takes its vacancy back", () => {
    const { store, build } = open({ size: 2 });
    build("a");
    const first = store.get("a");
    const vacancy = store.reserve({ upTo: "max" });
    if (vacancy === undefined) throw new Error("no vacancy");
    expect(store.fill(vacancy, { ...BORN, id: "a" })).toBeUndefined();
    expect(store.get("a")).toBe(first);
    expect(store.counts()).toMatchObject({ live: 1, starting: 0, vacancies: 1 });
    expect(store.reserve({ upTo: "max" })?.slot).toBe(1);
  });

  test("takes the id of a session that is gone", () => {
    const { store, build } = open({ size: 2 });
    build("a");
    store.retire("a", "manual");
    build("a");
    expect(store.counts()).toMatchObject({ live: 1 });
  });
});

describe("a rest", () => {
  test("is no shorter for the answers of leases that were granted before it began", () => {
    const { store, build, lease } = open({ size: 1, maxConcurrency: 2, throttleDelayMs: 1_000 });
    build("a");
    const [first, second] = [lease(), lease()];
    store.settle(first, "throttled");
    store.settle(second, "ok");
    expect(store.get("a")?.throttles).toBe(1);
  });

  test("of later leases begins with the first delay again once one of them was good", () => {
    const { store, build, lease } = open({ size: 1, throttleDelayMs: 1_000 });
    build("a");
    store.settle(lease(), "throttled", { retryAfterMs: 0 });
    store.settle(lease(), "ok");
    expect(store.get("a")?.throttles).toBe(0);
  });
});

describe("keys", () => {
  test("are forgotten when 10,000 others were used since, and no session keeps them", () => {
    const { store, build } = open({ size: 1, maxConcurrency: Infinity });
    build("a");
    const use = (key: string): void => {
      const answer = store.lease({ key });
      if (!answer.granted) throw new Error("no session");
      store.settle(answer, "ok");
    };
    for (let key = 0; key < 10_000; key++) use(`${key}`);
    use("0");
    use("one more");
    const keys = store.get("a")?.keys;
    expect(keys?.size).toBe(10_000);
    expect([keys?.has("0"), keys?.has("1"), keys?.has("2")]).toEqual([true, false, true]);
  });

  test("belong to one session at a time", () => {
    const { store, build } = open({ size: 2 });
    build("a");
    build("b");
    const first = store.lease({ id: "a", key: "k" });
    const second = store.lease({ id: "b", key: "k" });
    expect([first.granted, second.granted]).toEqual([true, true]);
    store.retire("a", "manual");
    expect(store.lease({ key: "k" })).toMatchObject({ granted: false, boundTo: "b" });
  });
});
