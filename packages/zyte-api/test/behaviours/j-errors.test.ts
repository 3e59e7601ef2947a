import { describe, expect, it } from "vitest";
import { noRetryPolicy } from "../../src/index.ts";
import {
  BAN,
  EXPIRED,
  createLab,
  drive,
  idsOf,
  problem,
  turn,
  type Lab,
} from "../sessions/support/service.ts";

/** Uses that fail for ever with this, in a pool of one session. */
function failing(answer: typeof BAN, pool: { maxErrors?: number; retries?: number } = {}): Lab {
  return createLab({
    pool: { size: 1, retries: 2, ...pool },
    script: ({ echoData }) => (echoData === "use" ? answer : undefined),
  });
}

describe("errors and expiry in use", () => {
  it.each([422, 400, 410, 500])(
    "107: an expired session is replaced at once, whatever the status, and the query sent again: %s",
    async (status) => {
      const expired = problem(status, "/problem/session-expired");
      const lab = createLab({
        pool: { size: 1, maxErrors: 100 },
        script: (_query, n) => (n === 1 ? expired : undefined),
      });
      const told: unknown[] = [];
      lab.sessions.on("lease:settled", ({ verdict, reason }) => void told.push([verdict, reason]));
      await lab.page();
      expect(told).toEqual([
        ["expired", "session_expired"],
        ["ok", undefined],
      ]);
      expect(new Set(idsOf(lab.uses)).size).toBe(2);
      expect([lab.count("use/expired"), lab.inits.length]).toEqual([1, 2]);
    },
  );

  it.each([520, 521])(
    "108: a %s counts against its session, and the query is sent again",
    async (status) => {
      const lab = createLab({
        pool: { size: 1, maxErrors: 2 },
        script: (_query, n) => (n === 1 ? problem(status, "/download/temporary-error") : undefined),
      });
      const told: unknown[] = [];
      lab.sessions.on("lease:settled", ({ verdict, reason }) => void told.push([verdict, reason]));
      await lab.page();
      expect(told[0]).toEqual(["error", "download_error"]);
      expect(new Set(idsOf(lab.uses)).size).toBe(1); // below the maximum it stays
      expect(lab.count("use/failed")).toBe(1);
    },
  );

  it.each([
    ["a problem of the service", problem(500, "/server/internal")],
    ["a query that it refuses", problem(400, "/request/invalid")],
    ["a domain that it refuses", problem(451, "/download/domain-forbidden")],
  ])("109: other errors are the caller's, and no session's: %s", async (_what, answer) => {
    const lab = createLab({
      pool: { size: 1 },
      script: ({ url }) => (url.endsWith("/bad") ? answer : undefined),
      params: { browserHtml: true, url: "https://example.com/start" },
    });
    await expect(drive(lab.clock, lab.page("/bad"))).rejects.toMatchObject({
      code: "ERR_ZYTE_API",
      status: answer.problem.status,
      type: answer.problem.type,
    });
    await lab.page("/good");
    expect(lab.sessions.counters()).toEqual({
      "scrapy-zyte-api/sessions/init/check-passed": 1,
      "scrapy-zyte-api/sessions/use/check-passed": 1,
    });
  });

  it("so is a service that cannot be reached: it is no session's fault", async () => {
    const lab = createLab({
      pool: { size: 1 },
      retryPolicy: noRetryPolicy,
      script: ({ url }) => {
        if (url.endsWith("/unreached")) throw new TypeError("fetch failed");
      },
      params: { browserHtml: true, url: "https://example.com/start" },
    });
    await expect(lab.page("/unreached")).rejects.toMatchObject({ code: "ERR_ZYTE_NETWORK" });
    await lab.page("/good");
    expect(lab.sessions.stats().retired).toEqual({});
    expect(lab.sessions.counters()).toEqual({
      "scrapy-zyte-api/sessions/init/check-passed": 1,
      "scrapy-zyte-api/sessions/use/check-passed": 1,
    });
  });

  it("110: errors add up over the life of a session; successes take none away", async () => {
    const bans = new Set([1, 3]); // init, banned, good, banned
    const lab = createLab({
      pool: { size: 1, maxErrors: 2, retries: 1 },
      script: (_query, n) => (bans.has(n) ? BAN : undefined),
    });
    await lab.page("/1"); // banned, then good
    await lab.page("/2"); // banned, replaced, and good
    expect(lab.sessions.stats().retired).toEqual({ errors: 1 });
    expect(lab.sessions.pool("example.com")?.stats().sessions.ready).toBe(1);
  });

  it("111: retries are those of the pool; when they are spent the caller has the error", async () => {
    const lab = failing(BAN, { retries: 0 });
    await expect(lab.page()).rejects.toMatchObject({
      code: "ERR_RETRIES_EXHAUSTED",
      cause: { code: "ERR_ZYTE_API", status: 520 },
    });
    expect(lab.uses).toHaveLength(1);
    const own = failing(BAN, { retries: 0 });
    await expect(own.page("/", { session: { retries: 3 } })).rejects.toMatchObject({
      code: "ERR_RETRIES_EXHAUSTED",
    });
    expect(own.uses).toHaveLength(4);
  });

  it.each([
    [1, 4],
    [2, 2],
    [3, 2],
    [4, 1],
  ])(
    "112: one session, 2 retries, a maximum of %s: 3 failures and %s inits",
    async (max, inits) => {
      const banned = failing(BAN, { maxErrors: max });
      await expect(banned.page()).rejects.toMatchObject({ code: "ERR_RETRIES_EXHAUSTED" });
      await turn(banned.clock);
      expect([banned.count("use/failed"), banned.inits.length]).toEqual([3, inits]);
      const invalid = createLab({
        pool: { size: 1, retries: 2, maxCheckFailures: max },
        check: ({ phase }) => phase === "init",
      });
      await expect(invalid.page()).rejects.toMatchObject({ code: "ERR_RETRIES_EXHAUSTED" });
      await turn(invalid.clock);
      expect([invalid.count("use/check-failed"), invalid.inits.length]).toEqual([3, inits]);
    },
  );

  it("113: a replacement is begun for the query that retired its session", async () => {
    const lab = createLab({
      pool: { size: 1, retries: 0 },
      script: ({ echoData, url }) =>
        echoData === "use" && url.endsWith("/banned") ? BAN : undefined,
    });
    await lab.page("/1");
    await expect(lab.page("/banned")).rejects.toMatchObject({ code: "ERR_RETRIES_EXHAUSTED" });
    await turn(lab.clock);
    expect(lab.inits.map(({ url }) => url)).toEqual([
      "https://example.com/1",
      "https://example.com/banned",
    ]);
  });

  it("114: another attempt gets another session, or waits for the replacement", async () => {
    const lab = createLab({
      pool: { size: 2, maxErrors: 2 },
      script: ({ url, echoData }, n) =>
        echoData === "use" && url.endsWith("/3") && n < 5 ? BAN : undefined,
    });
    await lab.page("/1");
    await lab.page("/2");
    await lab.page("/3");
    const [first, second] = idsOf(lab.uses.filter(({ url }) => url.endsWith("/3")));
    expect(first).not.toBe(second); // though the first one is still there
    expect(lab.inits).toHaveLength(2);
    const single = createLab({
      pool: { size: 1 },
      script: (_query, n) => (n === 1 ? BAN : undefined),
    });
    await single.page();
    expect(idsOf(single.uses)).toEqual(idsOf(single.inits));
  });

  it.each([
    ["use/failed", BAN],
    ["use/expired", EXPIRED],
  ])(
    "115: queries that fail together on one session replace it once, and each is counted: %s",
    async (counter, answer) => {
      const waiting: (() => void)[] = [];
      const lab = createLab({
        pool: { size: 1 },
        script: async ({ echoData }) => {
          if (echoData !== "use" || lab.uses.length > 3) return undefined;
          await new Promise<void>((resolve) => {
            waiting.push(resolve);
            if (waiting.length === 3) for (const go of waiting) go();
          });
          return answer;
        },
      });
      await Promise.all(["/1", "/2", "/3"].map((path) => lab.page(path)));
      expect([lab.count(counter), lab.inits.length]).toEqual([3, 2]);
    },
  );

  it("117: what fails an init is counted as that, and never as a use", async () => {
    const lab = createLab({
      pool: { size: 1 },
      script: (_query, n) => (n === 0 ? EXPIRED : n === 1 ? BAN : undefined),
    });
    await lab.page();
    expect(lab.sessions.counters()).toEqual({
      "scrapy-zyte-api/sessions/init/check-passed": 1,
      "scrapy-zyte-api/sessions/init/failed": 2,
      "scrapy-zyte-api/sessions/use/check-passed": 1,
    });
  });

  it("too many sessions while one is in use: it rests, another one takes over, and nobody is blamed", async () => {
    const over = problem(422, "/problem/over-session-limit");
    const lab = createLab({
      pool: { size: 2 },
      script: ({ url }, n) => (url.endsWith("/3") && n === 4 ? over : undefined),
    });
    await lab.page("/1");
    await lab.page("/2");
    const before = lab.clock.now();
    await lab.page("/3");
    expect(lab.clock.now()).toBe(before);
    expect(lab.sessions.stats().retired).toEqual({});
    expect(lab.sessions.stats().sessions.resting).toBe(1);
  });
});
