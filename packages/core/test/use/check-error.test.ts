import { describe, expect, it } from "vitest";
import { stopPool } from "../../src/index.ts";
import { recordEvents } from "../helpers/events.ts";
import { errorOf } from "../helpers/outcome.ts";
import { createPool } from "../helpers/pool.ts";

const bug = new Error("cannot read zip of undefined");

/** A pool whose checker throws at every page but "good". */
function brokenPool(options: Parameters<typeof createPool<undefined, unknown, string>>[0] = {}) {
  return createPool<undefined, unknown, string>({
    check: ({ response }) => {
      if (response !== "good") throw bug;
      return true;
    },
    ...options,
  });
}

describe("a checker that throws", () => {
  it("counts apart, under no verdict", async () => {
    const { pool } = brokenPool();
    await errorOf(pool.use(() => "bad"));
    expect(pool.stats().use).toMatchObject({ checkError: 4, invalid: 0, error: 0, ok: 0 });
  });

  it("is reported by an event with the error", async () => {
    const { pool } = brokenPool({ retries: 0 });
    const events = recordEvents(pool, "check:error");
    let id = "";
    await errorOf(
      pool.use(({ session }) => {
        ({ id } = session);
        return "bad";
      }),
    );
    expect(events.of("check:error")).toMatchObject([{ id, phase: "use", error: bug }]);
  });

  it("is the cause when the budget is spent", async () => {
    const { pool } = brokenPool();
    const error = await errorOf(pool.use(() => "bad"));
    expect(error).toMatchObject({ code: "ERR_RETRIES_EXHAUSTED", cause: bug });
  });

  it("means invalid by default: a check failure, and a retry with another session", async () => {
    const { pool } = brokenPool({ maxCheckFailures: 2, size: 2 });
    await pool.warm();
    const ids: string[] = [];
    const page = await pool.use(({ session, attempt }) => {
      ids.push(session.id);
      return attempt === 1 ? "bad" : "good";
    });
    expect(page).toBe("good");
    expect(pool.get(ids[0] ?? "")?.checkFailures).toBe(1);
    expect(new Set(ids).size).toBe(2);
  });

  it('retires the session at once with `onCheckError: "retire"`, whatever the limits allow', async () => {
    const { pool } = brokenPool({ onCheckError: "retire", maxCheckFailures: 9 });
    await pool.use(({ attempt }) => (attempt === 1 ? "bad" : "good"));
    expect(pool.stats().retired).toEqual({ check: 1 });
  });

  it('blames nobody with `onCheckError: "inconclusive"`, and the response is handed over in the end', async () => {
    const { pool } = brokenPool({ onCheckError: "inconclusive" });
    await expect(pool.use(() => "bad")).resolves.toBe("bad");
    expect(pool.stats()).toMatchObject({ use: { checkError: 4 }, retired: {} });
  });

  it("asynchronously is the same", async () => {
    const { pool } = createPool({ retries: 0, check: () => Promise.reject(bug) });
    expect(await errorOf(pool.use(() => "page"))).toMatchObject({ cause: bug });
  });
});

describe("a checker that stops the pool", () => {
  it("closes it with its reason, counts no use, and use() rejects with it", async () => {
    const { pool, clock } = createPool({ check: () => stopPool("unsupported location") });
    const error = await errorOf(pool.use(() => "page"));
    await clock.flush();
    expect(error).toMatchObject({ code: "ERR_POOL_STOPPED", reason: "unsupported location" });
    expect(pool.status).toBe("closed");
    expect(Object.values(pool.stats().use).reduce((sum, count) => sum + count)).toBe(0);
  });

  it("refuses all who wait with that reason", async () => {
    const { pool, clock } = createPool({ size: 1, check: () => stopPool("no credit") });
    const calls = [1, 2, 3].map(() => errorOf(pool.use(() => "page")));
    await clock.flush();
    for (const error of await Promise.all(calls))
      expect(error).toMatchObject({ code: "ERR_POOL_STOPPED", reason: "no credit" });
  });
});
