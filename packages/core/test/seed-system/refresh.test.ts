import { describe, expect, test } from "vitest";
import { deferred } from "../helpers/deferred.ts";
import { errorOf, watch } from "../helpers/outcome.ts";
import { acquireAll, createPool } from "../helpers/pool.ts";
import { crawl, page } from "./site.ts";

describe("checking (items 90, 91, 99 to 101, 105)", () => {
  test("every use response is checked, init responses once, by the init alone", async () => {
    const phases: string[] = [];
    const { client } = crawl({
      pool: { size: 1 },
      check: ({ phase }) => phases.push(phase) > 0,
      init: async ({ send, check }) => void (await check(await send(page("/init")))),
    });
    await client.send(page("/1"));
    await client.send(page("/2"));
    expect(phases).toEqual(["init", "use", "use"]);
  });

  test("without a checker every response passes", async () => {
    const { client } = crawl();
    await client.send(page("/"));
    expect(client.stats().use.ok).toBe(1);
  });

  test("a response that failed its check never reaches the caller", async () => {
    const { client } = crawl({ pool: { retries: 0 }, check: () => false });
    const error = await errorOf(client.send(page("/")));
    expect(error).toMatchObject({
      code: "ERR_RETRIES_EXHAUSTED",
      attempts: [{ verdict: "invalid" }],
    });
  });

  test("a checker that throws is counted apart; to refresh at once is an option", async () => {
    const { client } = crawl({
      pool: { onCheckError: "retire", maxCheckFailures: 9, retries: 0 },
      check: () => {
        throw new Error("a bug");
      },
    });
    await errorOf(client.send(page("/")));
    expect(client.stats()).toMatchObject({ use: { checkError: 1 }, retired: { check: 1 } });
  });
});

describe("errors (items 107 to 109, 111, 112)", () => {
  test("an expired session is refreshed at once whatever the limits, and the request retried", async () => {
    const { client, seen } = crawl({ pool: { size: 1, maxErrors: 9 } }, (_, count) =>
      count === 1 ? "expired" : "ok",
    );
    await client.send(page("/"));
    expect(new Set(seen).size).toBe(2);
    expect(client.stats()).toMatchObject({ retired: { expired: 1 }, use: { expired: 1, ok: 1 } });
  });

  test("an error that nobody knows goes to the caller: no counter, no refresh", async () => {
    const boom = new Error("500");
    const { client } = crawl({}, () => {
      throw boom;
    });
    await expect(client.send(page("/"))).rejects.toBe(boom);
    expect(client.stats()).toMatchObject({ use: { error: 0 }, retired: {} });
  });

  test("a spent budget gives the last error to the caller", async () => {
    const boom = new Error("521");
    const { client } = crawl(
      { pool: { retries: 2 }, classify: ({ error }) => (error ? "error" : undefined) },
      () => {
        throw boom;
      },
    );
    expect(await errorOf(client.send(page("/")))).toMatchObject({ cause: boom });
  });
});

describe("refreshing (items 113 to 115)", () => {
  test("makes the replacement with the request that caused it", async () => {
    const { client, clock, inits } = crawl({ pool: { size: 1 } }, ({ url }, count) =>
      url.endsWith("/b") && count === 2 ? "error" : "ok",
    );
    await client.send(page("/a"));
    await client.send(page("/b"));
    await clock.flush();
    expect(inits).toEqual(["https://example.com/a", "https://example.com/b"]);
  });

  test("a retry gets another session, or waits for the replacement", async () => {
    const login = deferred();
    let inits = 0;
    const { client, clock, seen } = crawl(
      { pool: { size: 1 }, init: () => (++inits > 1 ? login.promise : undefined) },
      (_, count) => (count === 1 ? "error" : "ok"),
    );
    const sent = watch(client.send(page("/")));
    await clock.flush();
    expect(sent.state).toBe("pending");
    login.resolve();
    await clock.flush();
    expect(sent.state).toBe("resolved");
    expect(new Set(seen).size).toBe(2);
  });

  test("goes on while its caller has given up", async () => {
    const login = deferred();
    const { pool, clock } = createPool({ size: 1, init: () => login.promise });
    const caller = new AbortController();
    watch(pool.acquire({ signal: caller.signal }));
    caller.abort();
    login.resolve();
    await clock.flush();
    expect(pool.stats().sessions).toMatchObject({ ready: 1, starting: 0 });
  });

  test("concurrent failures of one session refresh it once, and each still counts", async () => {
    const { pool, clock } = createPool({ size: 1, maxConcurrency: 2 });
    for (const lease of await acquireAll(pool, 2)) await lease.settle("error");
    await clock.flush();
    expect(pool.stats()).toMatchObject({
      use: { error: 2 },
      retired: { errors: 1 },
      init: { passed: 2 },
    });
  });

  test("leaves the other sessions of the pool alone", async () => {
    const { pool, clock } = createPool({ size: 3 });
    const [first, ...others] = await acquireAll(pool, 3);
    await first?.settle("expired");
    for (const lease of others) await lease.settle("ok");
    await clock.flush();
    for (const { session } of others) expect(pool.get(session.id)).toBe(session);
  });
});
