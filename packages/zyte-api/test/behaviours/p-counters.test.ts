import { stopPool } from "@sessionary/core";
import { describe, expect, it } from "vitest";
import { BAN, EXPIRED, createLab, drive, problem, turn } from "../sessions/support/service.ts";

describe("counters", () => {
  it("147: they have the names of scrapy-zyte-api", async () => {
    // What goes wrong with one init after the other, and with one use after the other; then all is well.
    const initProblems = [
      problem(400, "/request/invalid"),
      problem(422, "/problem/over-session-limit"),
      problem(503, "/problem/session-creation-error"),
    ];
    const useProblems = [BAN, EXPIRED];
    const checks = { init: [false, "throw"], use: [false, "throw"] };
    let asked = 0;
    const lab = createLab({
      pool: { size: 1, retries: 10 },
      params: () => {
        if (asked++ === 0) throw new Error("no params yet");
        return { browserHtml: true };
      },
      check: ({ phase }) => {
        const next = checks[phase].shift() ?? true;
        if (next === "throw") throw new Error("unreadable");
        return next === true;
      },
      script: ({ echoData }) => (echoData === "use" ? useProblems : initProblems).shift(),
    });
    await drive(lab.clock, lab.page());
    await lab.page("/", { session: { enabled: false } });
    const names = Object.keys(lab.sessions.counters()).map((name) =>
      name.replace("scrapy-zyte-api/sessions/", ""),
    );
    expect(names).toEqual([
      "init/check-error",
      "init/check-failed",
      "init/check-passed",
      "init/failed",
      "init/over-limit",
      "init/param-error",
      "init/server-error",
      "use/check-error",
      "use/check-failed",
      "use/check-passed",
      "use/disabled",
      "use/expired",
      "use/failed",
    ]);
  });

  it("148: each pool can be counted apart; queries without a session belong to none", async () => {
    const lab = createLab({ countersPerPool: true });
    await lab.page();
    await lab.page("/", { session: { location: { postalCode: "10001" } } });
    await lab.page("/", { session: { enabled: false } });
    expect(lab.sessions.counters()).toEqual({
      "scrapy-zyte-api/sessions/pools/example.com/init/check-passed": 1,
      "scrapy-zyte-api/sessions/pools/example.com/use/check-passed": 1,
      "scrapy-zyte-api/sessions/pools/example.com@10001/init/check-passed": 1,
      "scrapy-zyte-api/sessions/pools/example.com@10001/use/check-passed": 1,
      "scrapy-zyte-api/sessions/use/disabled": 1,
    });
  });

  it("149: each init and each checked response is counted once, those that stop everything not at all", async () => {
    let random = 1;
    const next = (): number => (random = (random * 48_271) % 2_147_483_647);
    const stopAt = 60;
    let checks = 0;
    const lab = createLab({
      pool: { size: 1, retries: 50, maxBadInits: 1000 },
      check: () => {
        checks += 1;
        if (checks === stopAt) stopPool("enough");
        if (next() % 7 === 0) throw new Error("unreadable");
        return next() % 5 !== 0;
      },
      script: () => (next() % 6 === 0 ? BAN : undefined),
    });
    let error: unknown;
    for (let n = 0; error === undefined; n += 1) {
      await lab.page(`/${n}`).catch((thrown: unknown) => void (error = thrown));
    }
    expect(error).toMatchObject({ reason: "enough" });
    await turn(lab.clock);
    const counted = Object.values(lab.sessions.counters()).reduce((sum, count) => sum + count, 0);
    expect(counted).toBe(lab.service.queries.length - 1);
  });

  it("sessions that were imported are no inits", async () => {
    const lab = createLab({ pool: { size: 1 } });
    await lab.page();
    const exported = await lab.sessions.pool("example.com")?.export();
    const other = createLab({ pool: { size: 1 } });
    if (exported) await (await other.sessions.open("example.com")).import(exported);
    await other.page();
    expect(other.sessions.counters()).toEqual({ "scrapy-zyte-api/sessions/use/check-passed": 1 });
  });
});
