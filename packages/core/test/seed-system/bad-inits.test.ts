import { describe, expect, test } from "vitest";
import { initLater, stopPool } from "../../src/index.ts";
import { errorOf, watch } from "../helpers/outcome.ts";
import { createPool } from "../helpers/pool.ts";
import { crawl, page } from "./site.ts";

describe("init outcomes (items 73 to 80)", () => {
  test("a passed init is counted, and its session joins the pool", async () => {
    const { client } = crawl({ pool: { size: 1 } });
    await client.send(page("/"));
    expect(client.stats()).toMatchObject({ init: { passed: 1 }, sessions: { ready: 1 } });
  });

  test("each init counts once: a failed check, a broken check, a failed download", async () => {
    const broken = new Error("broken check");
    let inits = 0;
    const { client } = crawl({
      pool: { size: 1 },
      check: ({ phase, response }) => {
        if (phase === "use") return true;
        if (response.ask.url.endsWith("/broken")) throw broken;
        return !response.ask.url.endsWith("/wrong");
      },
      init: async ({ send, check }) => {
        inits++;
        if (inits === 3) throw new Error("download failed");
        const path = ["/wrong", "/broken", "", "/fine"][inits - 1] ?? "";
        return (await check(await send(page(path)))) ? undefined : false;
      },
    });
    await client.send(page("/"));
    expect(client.stats().init).toEqual({
      passed: 1,
      rejected: 1,
      checkError: 1,
      failed: 1,
      later: 0,
    });
  });

  test("a bad init gets a new id and is tried again at once", async () => {
    const ids: string[] = [];
    const { pool, clock } = createPool({ size: 1, init: ({ id }) => ids.push(id) > 3 });
    await pool.acquire();
    expect(new Set(ids).size).toBe(4);
    expect(clock.now()).toBe(0);
  });

  test("fail fail pass fail fail pass survives a limit of 3", async () => {
    let inits = 0;
    const { pool, clock } = createPool({
      size: 1,
      maxBadInits: 3,
      init: () => ++inits % 3 === 0,
    });
    await (await pool.acquire()).settle("error");
    await clock.flush();
    await pool.acquire();
    expect(inits).toBe(6);
    expect(pool.status).toBe("open");
  });

  test("reaching the limit fails the request as well, and all that wait", async () => {
    const { client, clock } = crawl({ init: () => false, pool: { size: 2, maxBadInits: 3 } });
    const calls = [1, 2, 3].map((each) => errorOf(client.send(page(`/${each}`))));
    await clock.flush();
    for (const error of await Promise.all(calls))
      expect(error).toMatchObject({ code: "ERR_TOO_MANY_BAD_INITS" });
  });

  test('with `onPoolFailed: "close"` it ends the whole crawl', async () => {
    const { client, clock } = crawl({
      onPoolFailed: "close",
      pool: { maxBadInits: 1 },
      init: ({ request }) => (request?.url.includes("bad") ? false : undefined),
    });
    await errorOf(client.send(page("/", "bad.example")));
    await clock.flush();
    expect(await errorOf(client.send(page("/", "good.example")))).toMatchObject({
      code: "ERR_POOL_STOPPED",
      reason: "pool_failed",
    });
  });

  test("the limit may be set for one pool", async () => {
    const { client, inits } = crawl({
      init: () => false,
      pool: { size: 1 },
      pools: { "shop.example": { maxBadInits: 2 } },
    });
    await errorOf(client.send(page("/", "shop.example")));
    expect(inits).toHaveLength(2);
    await errorOf(client.send(page("/", "other.example")));
    expect(inits).toHaveLength(10);
  });
});

describe("over the vendor's limit (items 10, 81 to 83)", () => {
  test("the pool waits 60 s by default and tries a new id, without counting a bad init", async () => {
    const ids: string[] = [];
    const { pool, clock } = createPool({
      size: 1,
      maxBadInits: 1,
      init: ({ id }) => (ids.push(id) < 4 ? initLater({ reason: "over-limit" }) : "state"),
    });
    const lease = watch(pool.acquire());
    await clock.advance(3 * 60_000 - 1);
    expect(lease.state).toBe("pending");
    await clock.advance(1);
    expect(lease.state).toBe("resolved");
    expect(new Set(ids).size).toBe(4);
    expect(pool.stats().init).toMatchObject({ later: 3, passed: 1 });
  });

  test("the time it takes does not count as waiting in the queue", async () => {
    let inits = 0;
    const { pool, clock } = createPool({
      size: 1,
      acquireTimeoutMs: 1_000,
      init: () => (++inits < 10 ? initLater() : "state"),
    });
    const lease = watch(pool.acquire());
    await clock.advance(9 * 60_000);
    expect(lease.state).toBe("resolved");
  });
});

describe("stopping (items 84, 85, 102)", () => {
  test("in an init check closes with the given reason and leaves no counters", async () => {
    const { client, clock } = crawl({
      check: () => stopPool("unsupported_set_location"),
      init: async ({ send, check }) => void (await check(await send(page("/location")))),
    });
    const error = errorOf(client.send(page("/")));
    await clock.flush();
    expect(await error).toMatchObject({
      code: "ERR_POOL_STOPPED",
      reason: "unsupported_set_location",
    });
    const { init, use } = client.stats();
    expect([...Object.values(init), ...Object.values(use)].every((count) => count === 0)).toBe(
      true,
    );
  });

  test("in a use check closes with the given reason and counts no use", async () => {
    const { client, clock } = crawl({ check: () => stopPool("wrong_country") });
    const error = errorOf(client.send(page("/")));
    await clock.flush();
    expect(await error).toMatchObject({ reason: "wrong_country" });
    expect(Object.values(client.stats().use).every((count) => count === 0)).toBe(true);
    expect(await errorOf(client.send(page("/other", "other.example")))).toMatchObject({
      code: "ERR_POOL_STOPPED",
      reason: "wrong_country",
    });
  });

  test("a refresh in the background that reaches the limit fails the pool, too", async () => {
    let inits = 0;
    const { pool, clock } = createPool({ size: 1, maxBadInits: 3, init: () => ++inits === 1 });
    const lease = await pool.acquire();
    await lease.settle("error");
    await clock.flush();
    expect(pool.status).toBe("failed");
    expect(inits).toBe(4);
  });
});

describe("custom init chains (items 86 to 89)", () => {
  test("several downloads make one session and one passed init", async () => {
    const { client, seen } = crawl({
      pool: { size: 1 },
      init: async ({ send }) => {
        await send(page("/form"));
        await send(page("/submit"));
      },
    });
    await client.send(page("/p/1"));
    expect(client.stats().init).toMatchObject({ passed: 1 });
    expect(seen).toHaveLength(3);
    expect(new Set(seen).size).toBe(1);
  });

  test("a chain that fails starts all over with a new id", async () => {
    let inits = 0;
    const { client, seen } = crawl({
      pool: { size: 1 },
      init: async ({ send }) => {
        await send(page("/form"));
        if (++inits === 1) throw new Error("no token in the form");
        await send(page("/submit"));
      },
    });
    await client.send(page("/p/1"));
    expect(seen).toHaveLength(4);
    expect(seen[0]).not.toBe(seen[1]);
    expect(new Set(seen.slice(1)).size).toBe(1);
  });
});
