import { describe, expect, it } from "vitest";
import {
  aggressiveRetryPolicy,
  createZyteSessions,
  defaultRetryPolicy,
  noRetryPolicy,
  type RetryPolicy,
  type ZyteWarning,
} from "../../src/index.ts";
import { BAN, createLab, drive, problem, turn } from "../sessions/support/service.ts";

describe("options and their defaults", () => {
  it.each([
    [undefined, undefined, true],
    [undefined, false, false],
    [undefined, true, true],
    [false, undefined, false],
    [false, false, false],
    [false, true, true],
    [true, undefined, true],
    [true, false, false],
    [true, true, true],
  ])("2: `enabled` of a query beats that of the client: %s, %s", async (client, own, expected) => {
    const lab = createLab(client === undefined ? {} : { enabled: client });
    await lab.page("/", own === undefined ? {} : { session: { enabled: own } });
    expect(lab.uses[0]?.session !== undefined).toBe(expected);
  });

  it("3: a profile says `enabled` for the URLs it matches", async () => {
    const lab = createLab({ profiles: [{ match: "example.com/free/*", enabled: false }] });
    await lab.page("/free/1");
    await lab.page("/p/1");
    expect(lab.uses.map(({ session }) => session !== undefined)).toEqual([false, true]);
  });

  it("4: a query without a session gets none, and one counter counts it", async () => {
    const lab = createLab();
    await lab.page("/", { session: { enabled: false } });
    expect(lab.service.queries).toEqual([
      { url: "https://example.com/", browserHtml: true, echoData: "use" },
    ]);
    expect(lab.sessions.counters()).toEqual({ "scrapy-zyte-api/sessions/use/disabled": 1 });
  });

  it("5: a pool has 8 sessions: 9 requests make 8", async () => {
    const lab = createLab();
    for (let n = 0; n < 9; n += 1) await lab.page(`/${n}`);
    expect([lab.inits.length, lab.uses.length]).toEqual([8, 9]);
  });

  it("6: one error retires a session, one failed check does, and 8 bad inits in a row end it all", async () => {
    const banned = createLab({
      pool: { size: 1, retries: 1 },
      script: (_query, n) => (n === 1 ? BAN : undefined),
    });
    await banned.page();
    expect(banned.inits).toHaveLength(2);
    let checks = 0;
    const failed = createLab({ pool: { size: 1, retries: 1 }, check: () => checks++ !== 1 });
    await failed.page();
    expect(failed.inits).toHaveLength(2);
    const bad = createLab({ pool: { size: 1 }, check: () => false });
    await expect(bad.page()).rejects.toMatchObject({ code: "ERR_TOO_MANY_BAD_INITS" });
    expect(bad.inits).toHaveLength(8);
  });

  it("8: nothing is paused by default; pauses, where there are any, vary by half", async () => {
    const lab = createLab({ pool: { size: 1 } });
    const before = lab.clock.now();
    await lab.page("/1");
    await lab.page("/2");
    expect(lab.clock.now()).toBe(before);
    for (const [random, pauseMs] of [
      [0, 5000],
      [0.5, 10_000],
      [0.75, 12_500],
    ] as const) {
      const paused = createLab({ pool: { size: 1, delayMs: 10_000, random: () => random } });
      await drive(paused.clock, paused.page("/1"));
      await drive(paused.clock, paused.page("/2"));
      expect(paused.clock.now() - before).toBe(2 * pauseMs);
    }
  });

  it("10: after a limit of the service the next init waits 60 seconds", async () => {
    const over = problem(422, "/problem/over-session-limit");
    const lab = createLab({
      pool: { size: 1 },
      script: (_query, n) => (n === 0 ? over : undefined),
    });
    const before = lab.clock.now();
    await drive(lab.clock, lab.page());
    expect(lab.clock.now() - before).toBe(60_000);
  });

  it("11: a failed action fails an init by default", async () => {
    const lab = createLab({
      pool: { size: 1 },
      params: { browserHtml: true, actions: [{ action: "reload" }] },
      script: ({ actions }, n) =>
        actions && n === 0
          ? { actions: [{ action: "reload", elapsedTime: 1, status: "returned" }] }
          : undefined,
    });
    await lab.page();
    expect([lab.count("init/check-failed"), lab.inits.length]).toEqual([1, 2]);
  });

  it("12: no cookie mode, no counters by pool, no checker, no location and no params by default", async () => {
    const lab = createLab({ script: () => ({ statusCode: 403, browserHtml: "blocked" }) });
    const { browserHtml } = (await lab.page()) as { browserHtml: string };
    expect(browserHtml).toBe("blocked");
    expect(lab.inits).toEqual([
      { url: "https://example.com/", browserHtml: true, session: { id: expect.any(String) } },
    ]);
    expect(lab.uses[0]).not.toHaveProperty("responseCookies");
    expect(Object.keys(lab.sessions.counters())).toEqual([
      "scrapy-zyte-api/sessions/init/check-passed",
      "scrapy-zyte-api/sessions/use/check-passed",
    ]);
  });

  it("14: a general retry policy becomes that of sessions, any other is used as it is, with a warning where it goes on after bans", async () => {
    const warnings: ZyteWarning[] = [];
    const seen: number[] = [];
    const own: RetryPolicy = {
      name: "own",
      start: () => (failure) => {
        seen.push(failure.attempts);
        return failure.attempts < 3 ? 0 : undefined;
      },
    };
    const attemptsWith = async (retryPolicy: RetryPolicy | undefined): Promise<number> => {
      const lab = createLab({
        pool: { size: 1, retries: 0 },
        onWarning: (warning) => void warnings.push(warning),
        ...(retryPolicy && { retryPolicy }),
        script: ({ echoData }) => (echoData === "use" ? BAN : undefined),
      });
      await expect(drive(lab.clock, lab.page())).rejects.toMatchObject({
        code: "ERR_RETRIES_EXHAUSTED",
      });
      return lab.uses.length;
    };
    expect(await attemptsWith(undefined)).toBe(1);
    expect(await attemptsWith(defaultRetryPolicy)).toBe(1);
    expect(await attemptsWith(aggressiveRetryPolicy)).toBe(1);
    expect(await attemptsWith(noRetryPolicy)).toBe(1);
    expect(warnings).toEqual([]);
    expect(await attemptsWith(own)).toBe(3);
    expect(seen).toEqual([1, 2, 3]);
    expect(warnings).toEqual([
      { code: "BAN_RETRIED", message: expect.stringContaining("retryPolicy own tries") },
    ]);
    const busy = async (retryPolicy: RetryPolicy): Promise<number> => {
      const lab = createLab({
        retryPolicy,
        script: ({ echoData }) =>
          echoData === "use" ? problem(500, "/server/internal") : undefined,
      });
      await expect(drive(lab.clock, lab.page())).rejects.toMatchObject({ status: 500 });
      await turn(lab.clock);
      return lab.uses.length;
    };
    expect([await busy(defaultRetryPolicy), await busy(aggressiveRetryPolicy)]).toEqual([2, 4]);
  });

  it("what is no option is refused", () => {
    expect(() => createZyteSessions({ apiKey: "k", chekc: 1 } as never)).toThrow(
      "unknown option `chekc`",
    );
  });
});
