import { describe, expect, test } from "vitest";
import type { Verdict } from "../../src/index.ts";
import { errorOf, watch } from "../helpers/outcome.ts";
import { createPool } from "../helpers/pool.ts";
import { crawl, page } from "./site.ts";

describe("defaults (items 5 and 6)", () => {
  test("9 requests make 8 sessions and 9 uses", async () => {
    const { client, seen, inits } = crawl();
    await Promise.all(Array.from({ length: 9 }, (_, each) => client.send(page(`/${each}`))));
    expect(inits).toHaveLength(8);
    expect(seen).toHaveLength(9);
    expect(client.stats()).toMatchObject({ init: { passed: 8 }, use: { ok: 9 } });
  });

  test("one after the other they make 8 sessions and 9 uses as well", async () => {
    const { client, inits } = crawl();
    for (let each = 0; each < 9; each++) await client.send(page(`/${each}`));
    expect(inits).toHaveLength(8);
    expect(client.stats()).toMatchObject({ init: { passed: 8 }, use: { ok: 9 } });
  });

  test("a session goes at its first error and at its first failed check", async () => {
    for (const verdict of ["error", "invalid"] as const) {
      const { client } = crawl({ pool: { size: 1, retries: 0 } }, () => verdict);
      await errorOf(client.send(page("/")));
      expect(client.stats().retired).toEqual({ [verdict === "error" ? "errors" : "check"]: 1 });
    }
  });

  test("8 bad inits in a row end the pool", async () => {
    const { client, inits } = crawl({ init: () => false, pool: { size: 1 } });
    await expect(client.send(page("/"))).rejects.toMatchObject({ code: "ERR_TOO_MANY_BAD_INITS" });
    expect(inits).toHaveLength(8);
  });
});

describe("a pool of 1, 2 retries, that always fails (item 112)", () => {
  const rows: readonly (readonly [Verdict, number, number])[] = [
    ["error", 1, 4],
    ["error", 2, 2],
    ["error", 3, 2],
    ["error", 4, 1],
    ["invalid", 1, 4],
    ["invalid", 2, 2],
    ["invalid", 3, 2],
    ["invalid", 4, 1],
  ];

  test.each(rows)("%s, a limit of %i: 3 failures, %i inits", async (verdict, limit, inits) => {
    const options = { size: 1, retries: 2, maxErrors: limit, maxCheckFailures: limit };
    const { client, clock } = crawl({ pool: options }, () => verdict);
    const error = errorOf(client.send(page("/")));
    await clock.flush();
    expect(await error).toMatchObject({ code: "ERR_RETRIES_EXHAUSTED" });
    expect(client.stats().use[verdict === "error" ? "error" : "invalid"]).toBe(3);
    expect(client.stats().init.passed).toBe(inits);
    expect(inits).toBe(Math.floor(3 / limit) + 1);
  });
});

describe("a session's counts (items 100, 103, 104, 110)", () => {
  test("below the limit the session stays, at the limit it is refreshed", async () => {
    const options = { size: 1, retries: 0, maxCheckFailures: 2 };
    const { client, seen } = crawl({ pool: options }, () => "invalid");
    for (let each = 0; each < 4; each++) await errorOf(client.send(page("/")));
    expect(seen[0]).toBe(seen[1]);
    expect(seen[1]).not.toBe(seen[2]);
    expect(seen[2]).toBe(seen[3]);
  });

  test("the request is retried either way", async () => {
    const options = { size: 1, maxErrors: 2 };
    const { client, seen } = crawl({ pool: options }, (_, count) => (count < 4 ? "error" : "ok"));
    await client.send(page("/"));
    expect(seen).toHaveLength(4);
    expect(new Set(seen).size).toBe(2);
  });

  test("failures are cumulative: a pass does not reset them", async () => {
    const verdicts: readonly Verdict[] = ["error", "ok", "ok", "error"];
    const options = { size: 1, retries: 0, maxErrors: 2 };
    const { client } = crawl({ pool: options }, (_, count) => verdicts[count - 1] ?? "ok");
    for (const verdict of verdicts)
      await client.send(page("/")).catch(() => expect(verdict).toBe("error"));
    expect(client.stats().retired).toEqual({ errors: 1 });
  });

  test("errors and failed checks count apart", async () => {
    const options = { size: 1, retries: 0, maxErrors: 2, maxCheckFailures: 2 };
    const { client } = crawl({ pool: options }, (_, count) => (count % 2 ? "error" : "invalid"));
    await errorOf(client.send(page("/")));
    await errorOf(client.send(page("/")));
    expect(client.stats().retired).toEqual({});
  });

  test("a failed check refreshes even when the errors would allow more", async () => {
    const options = { size: 1, retries: 0, maxErrors: 9 };
    const { client } = crawl({ pool: options }, () => "invalid");
    await errorOf(client.send(page("/")));
    expect(client.stats().retired).toEqual({ check: 1 });
  });

  test("are gone with the session", async () => {
    const { client, clock } = crawl({ pool: { size: 1, retries: 0 } }, () => "error");
    const failed = watch(client.send(page("/")));
    await clock.flush();
    expect(failed.state).toBe("rejected");
    const pool = client.pool("example.com");
    const lease = await pool?.acquire();
    expect(lease?.session).toMatchObject({ errors: 0, uses: 1 });
  });
});

describe("what is sent without a session (item 4)", () => {
  test("is counted as such, and nothing else happens", async () => {
    const { client, seen, inits } = crawl();
    await client.send(page("/"), { enabled: false });
    expect(client.stats()).toMatchObject({ bypassed: 1, use: { ok: 0 } });
    expect([seen, inits]).toEqual([[undefined], []]);
  });
});

describe("what is impossible here (items 7 and 60)", () => {
  test("limits and sizes of 0 are refused, not corrected", () => {
    for (const options of [{ size: 0 }, { maxErrors: 0 }, { maxCheckFailures: 0 }])
      expect(() => createPool(options)).toThrow(/expected `\w+` to be an integer >= 1/);
    expect(() => createPool({ maxBadInits: 0 })).toThrow(/`maxBadInits`/);
  });
});
