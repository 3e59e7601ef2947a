import { stopPool } from "@sessionary/core";
import { describe, expect, it } from "vitest";
import {
  BAN,
  createLab,
  drive,
  idsOf,
  problem,
  turn,
  type Lab,
} from "../sessions/support/service.ts";

const OVER = problem(422, "/problem/over-session-limit");
const NOT_CREATED = problem(503, "/problem/session-creation-error");
const stoppedWith = (reason: string) => ({ code: "ERR_POOL_STOPPED", reason });

async function failsToBuild(lab: Lab): Promise<void> {
  await expect(drive(lab.clock, lab.page())).rejects.toMatchObject({
    code: "ERR_TOO_MANY_BAD_INITS",
  });
}

describe("how inits end", () => {
  it("73: passed: counted, the session is in its pool, and bad inits are forgotten", async () => {
    // Bad, bad, good, twice: a maximum of 3 in a row is never reached.
    const lab = createLab({
      pool: { size: 2, maxBadInits: 3 },
      script: ({ echoData }) => {
        if (echoData === "use") return undefined;
        return lab.inits.length % 3 === 0 ? undefined : BAN;
      },
    });
    await lab.page("/1");
    await lab.page("/2"); // through the first session, while its own is built
    await turn(lab.clock);
    expect([lab.count("init/failed"), lab.count("init/check-passed")]).toEqual([4, 2]);
    expect(lab.sessions.stats().sessions.ready).toBe(2);
  });

  it("74: the check says no: counted as that, and bad", async () => {
    const lab = createLab({ pool: { maxBadInits: 2 }, check: ({ phase }) => phase === "use" });
    await failsToBuild(lab);
    expect(lab.sessions.counters()).toEqual({ "scrapy-zyte-api/sessions/init/check-failed": 2 });
  });

  it("75: the check throws: counted as that, told by an event, and bad", async () => {
    const boom = new Error("boom");
    const lab = createLab({
      pool: { maxBadInits: 2 },
      check: () => {
        throw boom;
      },
    });
    const told: unknown[] = [];
    lab.sessions.on("check:error", ({ error }) => void told.push(error));
    await failsToBuild(lab);
    expect(lab.sessions.counters()).toEqual({ "scrapy-zyte-api/sessions/init/check-error": 2 });
    expect(told).toEqual([boom, boom]);
  });

  it.each([
    ["a ban", BAN],
    ["an expired session", problem(422, "/problem/session-expired")],
    ["a query that the service refuses", problem(400, "/request/invalid")],
    ["a forbidden domain", problem(451, "/download/domain-forbidden")],
  ])("76: any other problem: counted as failed, and bad: %s", async (_what, answer) => {
    const lab = createLab({ pool: { maxBadInits: 2 }, script: () => answer });
    await failsToBuild(lab);
    expect(lab.sessions.counters()).toEqual({ "scrapy-zyte-api/sessions/init/failed": 2 });
  });

  it("77: a bad init is tried again at once, with a new id", async () => {
    const lab = createLab({
      pool: { size: 1 },
      script: (_query, n) => (n < 3 ? problem(400, "/request/invalid") : undefined),
    });
    const before = lab.clock.now();
    await lab.page();
    expect(lab.clock.now()).toBe(before);
    expect(new Set(idsOf(lab.inits)).size).toBe(4);
  });

  it("78: bad inits are counted in a row, over all sessions of a pool", async () => {
    const good = [false, true, false, false, true, false, true, false, false, false];
    const lab = createLab({
      pool: { maxBadInits: 3 },
      params: { browserHtml: true, url: "https://example.com/" },
      script: () => (good[lab.inits.length - 1] ? undefined : BAN),
    });
    const pool = await lab.sessions.open("example.com");
    // Bad good, bad bad good, bad good: never three in a row.
    for (let n = 0; n < 3; n += 1) await pool.warm(1);
    await expect(pool.warm(1)).rejects.toMatchObject({ code: "ERR_TOO_MANY_BAD_INITS" });
    expect(lab.inits).toHaveLength(10);
  });

  it("79: at the maximum the query that waits fails, and everything stops with reason bad_session_inits", async () => {
    const lab = createLab({ pool: { maxBadInits: 3 }, check: () => false });
    await failsToBuild(lab);
    await turn(lab.clock);
    const elsewhere = lab.sessions.extract({ url: "https://other.example/", browserHtml: true });
    await expect(elsewhere).rejects.toMatchObject(stoppedWith("bad_session_inits"));
  });

  it("80: each pool can have a maximum of its own", async () => {
    const lab = createLab({ pools: { "example.com": { maxBadInits: 5 } }, check: () => false });
    await failsToBuild(lab);
    expect(lab.inits).toHaveLength(5);
  });

  it("81: too many sessions: waits and tries again with a new id, without end, and it is not bad", async () => {
    const lab = createLab({
      pool: { size: 1, maxBadInits: 1, initRetryDelayMs: 7000 },
      script: (_query, n) => (n < 12 ? OVER : undefined),
    });
    const before = lab.clock.now();
    await drive(lab.clock, lab.page());
    expect(lab.clock.now() - before).toBe(12 * 7000);
    expect(new Set(idsOf(lab.inits)).size).toBe(13);
    expect([lab.count("init/over-limit"), lab.count("init/check-passed")]).toEqual([12, 1]);
  });

  it("82: a session that could not be begun: the same, with a counter of its own", async () => {
    const lab = createLab({
      pool: { size: 1, maxBadInits: 1 },
      script: (_query, n) => (n < 3 ? NOT_CREATED : undefined),
    });
    const before = lab.clock.now();
    await drive(lab.clock, lab.page());
    expect(lab.clock.now() - before).toBe(3 * 60_000);
    expect(new Set(idsOf(lab.inits)).size).toBe(4);
    expect([lab.count("init/server-error"), lab.count("init/check-passed")]).toEqual([3, 1]);
  });

  it.each([
    ["0", 60_000],
    ["90", 90_000],
  ])(
    "where the service asks to wait, that is the least, and the pool's own wait, too: %s s",
    async (seconds, expected) => {
      const lab = createLab({
        pool: { size: 1 },
        script: (_query, n) =>
          n === 0
            ? problem(503, "/problem/session-creation-error", { "retry-after": seconds })
            : undefined,
      });
      const before = lab.clock.now();
      await drive(lab.clock, lab.page());
      expect(lab.clock.now() - before).toBe(expected);
    },
  );

  it.each([422, 429, 500, 503, 520])(
    "83: both are known by their type, whatever the status: %s",
    async (status) => {
      const lab = createLab({
        pool: { size: 1, maxBadInits: 1 },
        script: (_query, n) => {
          if (n === 0) return problem(status, "/problem/over-session-limit");
          return n === 1 ? problem(status, "/problem/session-creation-error") : undefined;
        },
      });
      await drive(lab.clock, lab.page());
      expect(lab.inits).toHaveLength(3); // the retry policy has kept away from them
      expect([lab.count("init/over-limit"), lab.count("init/server-error")]).toEqual([1, 1]);
    },
  );

  it("84: a checker that stops everything in an init does so with its reason, and counts nothing", async () => {
    const lab = createLab({ check: () => stopPool("quota spent") });
    await expect(lab.page()).rejects.toMatchObject(stoppedWith("quota spent"));
    expect(lab.sessions.counters()).toEqual({});
  });

  it("85: a replacement that nobody waits for can reach the maximum, too", async () => {
    let good = true;
    const lab = createLab({
      pool: { size: 2, maxBadInits: 2 },
      check: ({ phase }) => phase === "use" || good,
    });
    await lab.page("/1");
    await lab.page("/2");
    good = false;
    const [id = ""] = idsOf(lab.uses);
    await lab.sessions.pool("example.com")?.retire(id);
    await turn(lab.clock);
    await expect(lab.page("/3")).rejects.toMatchObject(stoppedWith("bad_session_inits"));
  });
});
