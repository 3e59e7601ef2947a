import { describe, expect, test } from "vitest";
import { initLater, type Verdict } from "../../src/index.ts";
import { gatedInit } from "../helpers/gated-init.ts";
import { errorOf, watch } from "../helpers/outcome.ts";
import { createPool, useOnce } from "../helpers/pool.ts";

describe("stats", () => {
  test("of a new pool are all zero", () => {
    const { pool } = createPool();
    expect(pool.stats()).toEqual({
      init: { passed: 0, rejected: 0, checkError: 0, failed: 0, later: 0 },
      use: {
        ok: 0,
        error: 0,
        invalid: 0,
        checkError: 0,
        expired: 0,
        throttled: 0,
        inconclusive: 0,
      },
      retired: {},
      sessions: { starting: 0, ready: 0, leased: 0, resting: 0 },
      waiting: 0,
      bypassed: 0,
      initsPerOk: 0,
    });
  });

  test("count inits by how they ended", async () => {
    const ends = [
      async () => false,
      () => Promise.reject(new Error("no")),
      async () => initLater({ retryAfterMs: 1 }),
      async () => undefined,
    ];
    const { pool, clock } = createPool({
      size: 1,
      init: async () => (await ends.shift()?.()) as undefined,
    });
    void watch(pool.warm());
    await clock.runAll();
    expect(pool.stats().init).toEqual({
      passed: 1,
      rejected: 1,
      checkError: 0,
      failed: 1,
      later: 1,
    });
  });

  test("count settled leases by verdict; unused ones are no use", async () => {
    const { pool, clock } = createPool({ size: 1, maxErrors: 9, maxCheckFailures: 9 });
    const verdicts: readonly Verdict[] = [
      "ok",
      "ok",
      "error",
      "invalid",
      "inconclusive",
      "unused",
      "expired",
      "throttled",
    ];
    for (const verdict of verdicts) await useOnce(pool, verdict);
    await clock.flush();
    expect(pool.stats().use).toEqual({
      ok: 2,
      error: 1,
      invalid: 1,
      checkError: 0,
      expired: 1,
      throttled: 1,
      inconclusive: 1,
    });
  });

  test("count uses whose checker threw apart", async () => {
    const { pool } = createPool<undefined, unknown, string>({
      size: 1,
      retries: 0,
      check: () => {
        throw new Error("broken");
      },
    });
    await errorOf(pool.use(() => "page"));
    expect(pool.stats().use).toMatchObject({ checkError: 1, invalid: 0 });
  });

  test("count retired sessions by reason", async () => {
    const { pool } = createPool({ size: 1, maxUses: 2 });
    for (const verdict of ["error", "invalid", "expired", "ok", "ok"] as const)
      await useOnce(pool, verdict);
    expect(pool.stats().retired).toEqual({ errors: 1, check: 1, expired: 1, uses: 1 });
  });

  test("show sessions and callers as they are", async () => {
    const { init, gates } = gatedInit();
    const { pool, clock } = createPool<undefined, string>({ size: 4, init });
    const callers = [1, 2, 3, 4, 5].map(() => watch(pool.acquire()));
    await clock.flush();
    for (const gate of gates.slice(0, 3)) gate.resolve(undefined);
    await clock.flush();
    await callers[0]?.value.settle("throttled");
    const ready = callers[1]?.value;
    await ready?.settle("ok");
    await clock.flush();
    expect(pool.stats()).toMatchObject({
      sessions: { starting: 1, ready: 0, leased: 2, resting: 1 },
      waiting: 0,
    });
    await callers[4]?.value.settle("ok");
    expect(pool.stats().sessions).toEqual({ starting: 1, ready: 1, leased: 1, resting: 1 });
  });

  test("derive the inits per ok use", async () => {
    let begun = 0;
    const { pool } = createPool({
      size: 1,
      init: async () => (++begun % 2 === 0 ? undefined : false),
    });
    await useOnce(pool);
    await useOnce(pool, "expired");
    await useOnce(pool);
    expect(pool.stats()).toMatchObject({ init: { passed: 2, rejected: 2 }, initsPerOk: 2 });
  });

  test("are a snapshot", async () => {
    const { pool } = createPool();
    const before = pool.stats();
    await useOnce(pool);
    expect(before.use.ok).toBe(0);
  });
});
