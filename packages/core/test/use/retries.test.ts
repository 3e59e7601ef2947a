import { describe, expect, it } from "vitest";
import type { Verdict } from "../../src/index.ts";
import { errorOf, watch } from "../helpers/outcome.ts";
import { useOnce } from "../helpers/pool.ts";
import { judgedPool } from "./judged.ts";

describe("the budget of use()", () => {
  it("is 3 retries by default", async () => {
    const { pool } = judgedPool();
    let tasks = 0;
    await errorOf(
      pool.use(() => {
        tasks++;
        return "error";
      }),
    );
    expect(tasks).toBe(4);
  });

  it("is the call's before the pool's", async () => {
    const { pool } = judgedPool({ retries: 1 });
    const attempts: number[] = [];
    const task = ({ attempt }: { readonly attempt: number }): Verdict => {
      attempts.push(attempt);
      return "error";
    };
    await errorOf(pool.use(task));
    await errorOf(pool.use(task, { retries: 2 }));
    await errorOf(pool.use(task, { retries: 0 }));
    expect(attempts).toEqual([1, 2, 1, 2, 3, 1]);
  });

  it("covers every cause together", async () => {
    const { pool } = judgedPool({ throttleDelayMs: 0, maxErrors: 9 });
    const verdicts: Verdict[] = ["error", "invalid", "expired", "throttled", "ok"];
    const error = await errorOf(pool.use(({ attempt }) => verdicts[attempt - 1] ?? "ok"));
    expect(error).toMatchObject({
      code: "ERR_RETRIES_EXHAUSTED",
      attempts: [
        { verdict: "error" },
        { verdict: "invalid" },
        { verdict: "expired" },
        { verdict: "throttled" },
      ],
    });
  });

  it("is not spent by a good exchange: its result is what use() resolves with", async () => {
    const { pool } = judgedPool();
    const verdicts: Verdict[] = ["error", "expired", "invalid", "ok"];
    await expect(pool.use(({ attempt }) => verdicts[attempt - 1] ?? "ok")).resolves.toBe("ok");
  });
});

describe("a retry", () => {
  it("prefers a ready session that the call has not tried", async () => {
    const { pool } = judgedPool({ size: 4, maxErrors: Infinity, rotation: "until-retired" });
    await pool.warm(4);
    const tried: string[] = [];
    await errorOf(
      pool.use(({ session }) => {
        tried.push(session.id);
        return "error";
      }),
    );
    expect(new Set(tried).size).toBe(4);
  });

  it("takes a tried one rather than wait", async () => {
    const { pool } = judgedPool({ size: 2, maxErrors: Infinity });
    await pool.warm();
    const busy = await pool.acquire();
    const tried: string[] = [];
    await errorOf(
      pool.use(({ session }) => {
        tried.push(session.id);
        return "error";
      }),
    );
    expect(tried).toHaveLength(4);
    expect(new Set(tried).size).toBe(1);
    expect(tried).not.toContain(busy.session.id);
  });

  it("queues at the tail like any other caller", async () => {
    const { pool, clock } = judgedPool({ size: 1, maxErrors: Infinity });
    const order: string[] = [];
    const first = watch(
      pool.use(({ attempt }) => {
        order.push(`first ${attempt}`);
        return Promise.resolve(attempt === 1 ? "error" : "ok");
      }),
    );
    const others = ["second", "third"].map((name) =>
      watch(
        pool.use(() => {
          order.push(name);
          return "ok";
        }),
      ),
    );
    await clock.flush();
    expect([first, ...others].map(({ state }) => state)).toEqual(Array(3).fill("resolved"));
    expect(order).toEqual(["first 1", "second", "third", "first 2"]);
  });

  it("of a keyed call stays on its session while that lives", async () => {
    const { pool } = judgedPool({ size: 3, maxErrors: 2 });
    await pool.warm();
    const tried: string[] = [];
    await errorOf(
      pool.use(
        ({ session }) => {
          tried.push(session.id);
          return "error";
        },
        { key: "cart" },
      ),
    );
    const [a, b, c, d] = tried;
    expect([b, d]).toEqual([a, c]);
    expect(c).not.toBe(a);
  });

  it("of a pinned call stays on its session, and is refused when that is gone", async () => {
    const { pool } = judgedPool({ size: 3, maxErrors: 2 });
    await pool.warm();
    const pinned = await useOnce(pool);
    const tried: string[] = [];
    const error = await errorOf(
      pool.use(
        ({ session }) => {
          tried.push(session.id);
          return "error";
        },
        { id: pinned },
      ),
    );
    expect(tried).toEqual([pinned, pinned]);
    expect(error).toMatchObject({
      code: "ERR_SESSION_MISSING",
      attempts: [{ sessionId: pinned }, { sessionId: pinned }],
    });
  });

  it("has a time-out of its own in the queue", async () => {
    const { pool, clock } = judgedPool({ size: 1, acquireTimeoutMs: 1_000, maxErrors: 9 });
    const used = watch(pool.use(({ attempt }) => (attempt === 1 ? "throttled" : "ok")));
    await clock.advance(1_000);
    expect(used.error).toMatchObject({
      code: "ERR_ACQUIRE_TIMEOUT",
      attempts: [{ verdict: "throttled" }],
    });
  });
});
