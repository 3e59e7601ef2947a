import { stopPool } from "@sessionary/core";
import { describe, expect, it } from "vitest";
import type { ActionResult, ZyteExchange, ZyteSessionsOptions } from "../../src/index.ts";
import { createLab, idsOf, turn, type Lab } from "../sessions/support/service.ts";

const MAINE = { postalCode: "04662" };

function result(
  action: ActionResult["action"],
  status: ActionResult["status"],
  error?: string,
): ActionResult {
  return { action, status, elapsedTime: 0.1, ...(error === undefined ? {} : { error }) };
}

/** How an init ends whose only query brings these results. */
async function initWith(
  actions: readonly ActionResult[],
  options: ZyteSessionsOptions = {},
): Promise<Lab> {
  const lab = createLab({
    ...options,
    pool: { size: 1, maxBadInits: 1 },
    script: ({ echoData }) => (echoData === "use" ? undefined : { actions }),
  });
  await lab.page().catch(() => undefined);
  await turn(lab.clock);
  return lab;
}

/** How a use ends whose response brings these results. */
async function useWith(
  actions: readonly ActionResult[],
  options: ZyteSessionsOptions = {},
): Promise<Lab> {
  const lab = createLab({
    ...options,
    pool: { size: 1, retries: 0 },
    script: ({ echoData }) => (echoData === "use" ? { actions } : undefined),
  });
  await lab.page().catch(() => undefined);
  await turn(lab.clock);
  return lab;
}

describe("checking", () => {
  it("90: every response of a use is checked, that of an init once", async () => {
    const checked: string[] = [];
    const lab = createLab({
      pool: { size: 1 },
      check: ({ phase, response }) =>
        checked.push(`${phase} ${new URL(response.url).pathname}`) > 0,
    });
    for (let n = 0; n < 3; n += 1) await lab.page(`/${n}`);
    expect(checked).toEqual(["init /0", "use /0", "use /1", "use /2"]);
  });

  it("91: a checker of one's own takes the place of all that is checked by default", async () => {
    const failed = [
      result("setLocation", "returned", "Action setLocation not supported on example.com"),
    ];
    const lab = await initWith(failed, { location: MAINE, check: () => true });
    expect([lab.count("init/check-passed"), lab.count("use/check-passed")]).toEqual([1, 1]);
  });

  it("92: it may be a function, or an object with a method", async () => {
    class Counting {
      calls = 0;
      check({ response }: ZyteExchange): boolean {
        this.calls += 1;
        return response.statusCode === 200;
      }
    }
    const checker = new Counting();
    const lab = createLab({ checker });
    await lab.page();
    expect(checker.calls).toBe(2);
    let calls = 0;
    await createLab({ checker: () => ++calls > 0 }).page();
    expect(calls).toBe(2);
    expect(() => createLab({ checker, check: () => true })).toThrow(
      "expected `checker` to be left out beside `check`",
    );
  });

  it("93: without a location a use is good, even if its actions have failed", async () => {
    const lab = await useWith([result("click", "returned"), result("setLocation", "returned")]);
    expect(lab.count("use/check-passed")).toBe(1);
  });

  it.each<[ActionResult["status"][], boolean]>([
    [["success"], true],
    [["continued"], true],
    [["notExecuted"], true],
    [["returned"], false],
    [["success", "returned", "notExecuted"], false],
    [["continued", "success"], true],
  ])("94: an init is bad if one of its actions is `returned`: %j", async (statuses, good) => {
    const lab = await initWith(statuses.map((status) => result("click", status)));
    expect(lab.count("init/check-passed")).toBe(good ? 1 : 0);
    expect(lab.count("init/check-failed")).toBe(good ? 0 : 1);
  });

  it("95: unless that is switched off", async () => {
    const options = { checkInitActions: false };
    const lab = await initWith([result("click", "returned")], options);
    expect(lab.count("init/check-passed")).toBe(1);
    const located = await initWith([result("setLocation", "returned")], {
      ...options,
      location: MAINE,
    });
    expect(located.count("init/check-failed")).toBe(1);
  });

  it.each(["init", "use"])(
    "96: a site where no location can be set stops everything: in an %s",
    async (phase) => {
      const actions = [
        result("setLocation", "returned", "Action setLocation not supported on example.com"),
      ];
      const lab = await (phase === "init" ? initWith : useWith)(actions, { location: MAINE });
      await expect(lab.page()).rejects.toMatchObject({
        code: "ERR_POOL_STOPPED",
        reason: "unsupported_set_location",
      });
      expect(Object.keys(lab.sessions.counters())).toEqual(
        phase === "init" ? [] : ["scrapy-zyte-api/sessions/init/check-passed"],
      );
    },
  );

  it.each<[ActionResult[], string]>([
    [[result("setLocation", "success")], "use/check-passed"],
    [[result("setLocation", "continued")], "use/check-failed"],
    [[result("setLocation", "returned")], "use/check-failed"],
    [[result("setLocation", "notExecuted")], "use/check-failed"],
    [[result("setLocation", "success"), result("setLocation", "returned")], "use/check-passed"],
    [[result("click", "returned")], "use/check-passed"],
    [[], "use/check-passed"],
  ])(
    "97: where a location applies, the first setLocation of a use must succeed: %j",
    async (actions, counter) => {
      const lab = await useWith(actions, { location: MAINE });
      expect(lab.count(counter)).toBe(1);
    },
  );

  it("a setLocation of an init must succeed as well where a location applies", async () => {
    const lab = await initWith([result("setLocation", "continued")], { location: MAINE });
    expect(lab.count("init/check-failed")).toBe(1);
  });

  it("99: a use that passes is counted", async () => {
    const lab = createLab({ check: () => true });
    await lab.page();
    expect(lab.count("use/check-passed")).toBe(1);
  });

  it("100: a failed check counts against its session, which goes at the maximum; the query is sent again either way", async () => {
    let failures = 2;
    const lab = createLab({
      pool: { size: 1, maxCheckFailures: 2 },
      check: ({ phase }) => phase === "init" || failures-- <= 0,
    });
    await lab.page();
    const [a, b, c] = idsOf(lab.uses);
    expect([a === b, b === c, lab.uses.length]).toEqual([true, false, 3]);
    expect([lab.count("use/check-failed"), lab.count("use/check-passed")]).toEqual([2, 1]);
  });

  it("101: a checker that throws in a use retires the session, whatever the maximum", async () => {
    let throws = true;
    const lab = createLab({
      pool: { size: 1, maxCheckFailures: 100 },
      check: ({ phase }) => {
        if (phase === "use" && throws) {
          throws = false;
          throw new Error("no .zip_code");
        }
        return true;
      },
    });
    const told: string[] = [];
    lab.sessions.on("check:error", ({ phase }) => void told.push(phase));
    await lab.page();
    expect(new Set(idsOf(lab.uses)).size).toBe(2);
    expect(told).toEqual(["use"]);
    expect([lab.count("use/check-error"), lab.count("use/check-failed")]).toEqual([1, 0]);
  });

  it("102: one that stops everything does so with its reason, and counts nothing", async () => {
    const lab = createLab({ check: ({ phase }) => phase === "init" || stopPool("logged out") });
    await expect(lab.page()).rejects.toMatchObject({
      code: "ERR_POOL_STOPPED",
      reason: "logged out",
    });
    expect(Object.keys(lab.sessions.counters())).toEqual([
      "scrapy-zyte-api/sessions/init/check-passed",
    ]);
  });

  it("103: failed checks add up over the life of a session; a pass takes none away", async () => {
    const verdicts = [false, true, false, true, false];
    const lab = createLab({
      pool: { size: 1, maxCheckFailures: 3 },
      check: ({ phase }) => phase === "init" || (verdicts.shift() ?? true),
    });
    for (const path of ["/1", "/2", "/3"]) await lab.page(path);
    expect(lab.sessions.stats().retired).toEqual({ check: 1 });
    expect(verdicts).toEqual([]);
  });

  it("104: failed checks and errors are counted apart", async () => {
    const verdicts = [false];
    const lab = createLab({
      pool: { size: 1, maxErrors: 5 },
      check: ({ phase }) => phase === "init" || (verdicts.shift() ?? true),
    });
    await lab.page();
    expect(lab.sessions.stats().retired).toEqual({ check: 1 });
  });

  it("105: a response that failed its check never reaches the caller", async () => {
    const lab = createLab({
      pool: { size: 1, retries: 0 },
      check: ({ phase }) => phase === "init",
    });
    await expect(lab.page()).rejects.toMatchObject({
      code: "ERR_RETRIES_EXHAUSTED",
      attempts: [{ verdict: "invalid" }],
    });
    let bad = 2;
    const retried = createLab({
      pool: { size: 1 },
      script: ({ echoData }, n) => (echoData === "use" ? { browserHtml: `page ${n}` } : undefined),
      check: ({ phase }) => phase === "init" || bad-- <= 0,
    });
    // Queries: init, use, init, use, init, use.
    expect(await retried.page()).toMatchObject({ browserHtml: "page 5" });
  });

  it("106: what a profile says of locations holds only where there is one", async () => {
    const checked: unknown[] = [];
    const lab = createLab({
      pool: { size: 1 },
      profiles: [
        {
          match: "example.com",
          locationParams: ({ location }) => ({
            browserHtml: true,
            url: `https://example.com/zip/${location.postalCode ?? ""}`,
          }),
          locationCheck: ({ phase, location }) => checked.push([phase, location.postalCode]) > 0,
        },
      ],
    });
    await lab.page("/1");
    expect([lab.inits[0]?.url, checked]).toEqual(["https://example.com/1", []]);
    await lab.page("/2", { session: { location: MAINE } });
    expect(lab.inits[1]?.url).toBe("https://example.com/zip/04662");
    expect(checked).toEqual([
      ["init", "04662"],
      ["use", "04662"],
    ]);
  });
});
