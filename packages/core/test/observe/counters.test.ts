import { describe, expect, it } from "vitest";
import { Counters, sumStats } from "../../src/observe/counters.ts";

const idle = { starting: 0, ready: 0, leased: 0, resting: 0 };

describe("Counters", () => {
  it("starts with zeros and no reason to retire", () => {
    expect(new Counters().snapshot(idle, 0)).toEqual({
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
      sessions: idle,
      waiting: 0,
      bypassed: 0,
      initsPerOk: 0,
    });
  });

  it("counts a use by its verdict, and a throwing checker under no other name", () => {
    const counters = new Counters();
    for (const verdict of ["ok", "ok", "expired", "unused", "stop"] as const) {
      counters.settled({ verdict });
    }
    counters.settled({ verdict: "invalid", checkError: { error: undefined } });
    expect(counters.snapshot(idle, 0).use).toMatchObject({
      ok: 2,
      expired: 1,
      invalid: 0,
      checkError: 1,
    });
  });

  it("counts retirements by any reason", () => {
    const counters = new Counters();
    for (const reason of ["age", "age", "my reason", "__proto__"]) counters.retired(reason);
    const { retired } = counters.snapshot(idle, 0);
    expect(Object.entries(retired)).toEqual([
      ["age", 2],
      ["my reason", 1],
      ["__proto__", 1],
    ]);
    expect(Object.entries(sumStats([counters.snapshot(idle, 0)]).retired)).toHaveLength(3);
  });

  it("takes gauges as they are, and nothing else from where they come", () => {
    const counts = { starting: 1, ready: 2, leased: 3, resting: 4, live: 9, vacancies: 5 };
    const stats = new Counters().snapshot(counts, 7);
    expect(stats.sessions).toEqual({ starting: 1, ready: 2, leased: 3, resting: 4 });
    expect(stats.waiting).toBe(7);
  });

  it("answers what a good page costs", () => {
    const counters = new Counters();
    counters.init.passed = 2;
    counters.init.failed = 3;
    counters.init.later = 1;
    expect(counters.snapshot(idle, 0).initsPerOk).toBe(0);
    counters.use.ok = 4;
    expect(counters.snapshot(idle, 0).initsPerOk).toBe(1.5);
  });

  it("leaves earlier snapshots as they were", () => {
    const counters = new Counters();
    const before = counters.snapshot(idle, 0);
    counters.settled({ verdict: "ok" });
    counters.retired("age");
    expect([before.use.ok, before.retired]).toEqual([0, {}]);
  });
});

describe("sumStats", () => {
  it("is a pool without any work for no pools", () => {
    expect(sumStats([])).toEqual(new Counters().snapshot(idle, 0));
  });

  it("adds counters, gauges and reasons, and derives the cost anew", () => {
    const [a, b] = [new Counters(), new Counters()];
    a.init.passed = 1;
    a.use.ok = 3;
    a.bypassed = 1;
    a.retired("age");
    b.init.rejected = 3;
    b.use.ok = 1;
    b.retired("age");
    b.retired("check");
    const total = sumStats([
      a.snapshot({ ...idle, ready: 2 }, 1),
      b.snapshot({ ...idle, ready: 1, leased: 1 }, 2),
    ]);
    expect(total).toMatchObject({
      init: { passed: 1, rejected: 3 },
      use: { ok: 4 },
      retired: { age: 2, check: 1 },
      sessions: { ready: 3, leased: 1, starting: 0, resting: 0 },
      waiting: 3,
      bypassed: 1,
      initsPerOk: 1,
    });
  });
});
