import { createHttpIdentity } from "@sessionary/identity";
import { describe, expect, it } from "vitest";
import type { ZyteCookie, ZyteRequest, ZyteSessionsOptions, ZyteWarning } from "../../src/index.ts";
import { BAN, createLab, idsOf, type Lab, type Script } from "../sessions/support/service.ts";

function cookie(name: string, value: string, rest: Partial<ZyteCookie> = {}): ZyteCookie {
  return { name, value, domain: "example.com", path: "/", ...rest };
}

/** Cookies of a query as `name=value`. */
function sent(query: ZyteRequest | undefined): string[] {
  return (query?.requestCookies ?? []).map(({ name, value }) => `${name}=${value}`);
}

/** A service that answers these cookies, one list for each query. */
function answering(...lists: (readonly ZyteCookie[] | undefined)[]): Script {
  return (_query, n) => {
    const responseCookies = lists[n];
    return responseCookies && { responseCookies };
  };
}

function cookieLab(script: Script, options: ZyteSessionsOptions = {}): Lab {
  return createLab({ cookieMode: true, ...options, pool: { size: 1, ...options.pool }, script });
}

describe("sessions that are kept by cookies", () => {
  it.each([
    [undefined, undefined, false],
    [undefined, false, false],
    [undefined, true, true],
    [false, undefined, false],
    [false, false, false],
    [false, true, true],
    [true, undefined, true],
    [true, false, false],
    [true, true, true],
  ])(
    "124: `cookieMode` of a query beats that of the client: %s, %s",
    async (client, own, expected) => {
      const lab = createLab(client === undefined ? {} : { cookieMode: client });
      await lab.page("/", own === undefined ? {} : { session: { cookieMode: own } });
      for (const { session, responseCookies } of lab.service.queries) {
        expect([session === undefined, responseCookies === true]).toEqual([expected, expected]);
      }
    },
  );

  it("a profile may say so, too, and sessions of both kinds are in pools apart", async () => {
    const lab = createLab({
      profiles: [{ match: "example.com/kept/*", cookieMode: true, poolName: () => "kept" }],
    });
    await lab.page("/kept/1");
    await lab.page("/p/1");
    await lab.page("/p/2", { session: { cookieMode: true } });
    expect(lab.uses.map(({ session }) => session === undefined)).toEqual([true, false, true]);
    expect(lab.sessions.pools().map(({ name }) => name)).toEqual([
      "kept",
      "example.com",
      "example.com by cookies",
    ]);
  });

  it("125: what begins one sends no session and asks for the cookies; a `false` gives way, with a warning", async () => {
    const warnings: ZyteWarning[] = [];
    const lab = cookieLab(() => undefined, {
      params: { browserHtml: true, responseCookies: false, session: { id: "x" } },
      onWarning: (warning) => warnings.push(warning),
    });
    await lab.page();
    expect(lab.inits[0]).toEqual({
      browserHtml: true,
      responseCookies: true,
      url: "https://example.com/",
    });
    expect(warnings).toMatchObject([{ code: "RESPONSE_COOKIES_FORCED" }]);
  });

  it("126: it has an id of its own here, which can be read", async () => {
    const lab = cookieLab(() => undefined);
    const response = await lab.sessions.extract({ url: "https://example.com/", browserHtml: true });
    expect(lab.sessions.sessionOf(response)?.id).toMatch(/^[\da-f-]{36}$/);
    expect(response.session).toBeUndefined();
  });

  it("128: uses send its cookies, instead of any of their own, and no session", async () => {
    const lab = cookieLab(answering([cookie("sid", "1")]));
    await lab.sessions.extract({
      url: "https://example.com/",
      browserHtml: true,
      echoData: "use",
      requestCookies: [cookie("mine", "1")],
      session: { id: "0e41ee3a-0e3b-4c6b-9ae9-8b8f36e0f0f1" },
    });
    expect(lab.uses[0]).toEqual({
      url: "https://example.com/",
      browserHtml: true,
      echoData: "use",
      requestCookies: [cookie("sid", "1")],
      responseCookies: true,
    });
  });

  it("129: those of a good response are merged: newer ones of the same name, domain and path replace, others join", async () => {
    const lab = cookieLab(
      answering(
        [cookie("a", "1"), cookie("b", "1")],
        [
          cookie("a", "2"),
          cookie("a", "other path", { path: "/cart" }),
          cookie("a", "other host", { domain: "www.example.com" }),
        ],
      ),
    );
    await lab.page("/1");
    await lab.page("/2");
    expect(sent(lab.uses[1]).toSorted()).toEqual(["a=2", "a=other host", "a=other path", "b=1"]);
  });

  it("130: a response without cookies leaves them as they are", async () => {
    const lab = cookieLab(answering([cookie("a", "1")], undefined, []));
    for (const path of ["/1", "/2", "/3"]) await lab.page(path);
    for (const query of lab.uses) expect(sent(query)).toEqual(["a=1"]);
  });

  it("131: the next query of the session sends what was merged", async () => {
    const lab = cookieLab(answering([cookie("n", "0")], [cookie("n", "1")], [cookie("n", "2")]));
    for (const path of ["/1", "/2", "/3"]) await lab.page(path);
    expect(lab.uses.map(sent)).toEqual([["n=0"], ["n=1"], ["n=2"]]);
  });

  it("132: nothing is merged of what failed its check", async () => {
    const verdicts = [false];
    const lab = cookieLab(answering([cookie("n", "0")], [cookie("n", "bad")]), {
      pool: { size: 1, maxCheckFailures: 5 },
      check: ({ phase }) => phase === "init" || (verdicts.shift() ?? true),
    });
    await lab.page();
    expect(lab.uses.map(sent)).toEqual([["n=0"], ["n=0"]]);
  });

  it("133: a replacement starts with the cookies of its own init", async () => {
    const lab = cookieLab((_query, n) => {
      if (n === 1) return BAN;
      return n === 2
        ? { responseCookies: [cookie("n", "new")] }
        : { responseCookies: [cookie("n", "old")] };
    });
    await lab.page();
    expect(lab.uses.map(sent)).toEqual([["n=old"], ["n=new"]]);
    expect(sent(lab.inits[1])).toEqual([]);
  });

  it("136: pools, limits, checks, counters and pauses are as ever", async () => {
    const verdicts = [false];
    const lab = cookieLab(answering([cookie("n", "0")]), {
      pool: { size: 2 },
      check: ({ phase }) => phase === "init" || (verdicts.shift() ?? true),
    });
    for (let n = 0; n < 4; n += 1) await lab.page(`/${n}`);
    expect(lab.sessions.counters()).toEqual({
      "scrapy-zyte-api/sessions/init/check-passed": 3,
      "scrapy-zyte-api/sessions/use/check-failed": 1,
      "scrapy-zyte-api/sessions/use/check-passed": 4,
    });
  });

  it("the queries of a chain make one jar", async () => {
    const lab = cookieLab(answering([cookie("csrf", "1")], [cookie("zip", "04662")]), {
      init: async ({ send }) => {
        await send({ httpResponseBody: true });
        await send({ httpResponseBody: true, httpRequestMethod: "POST" });
      },
    });
    await lab.page();
    expect(sent(lab.inits[1])).toEqual(["csrf=1"]);
    expect(sent(lab.uses[0])).toEqual(["csrf=1", "zip=04662"]);
  });

  it("cookies that params bring along are sent when a session is begun, unless the session has newer ones", async () => {
    const mine = [cookie("consent", "mine"), cookie("zip", "mine")];
    const lab = cookieLab(answering([cookie("zip", "set")], [cookie("sid", "1")]), {
      init: async ({ send }) => {
        await send({ httpResponseBody: true, requestCookies: mine });
        await send({ httpResponseBody: true, requestCookies: mine });
      },
    });
    await lab.page();
    expect(lab.inits.map((query) => sent(query).toSorted())).toEqual([
      ["consent=mine", "zip=mine"],
      ["consent=mine", "zip=set"],
    ]);
    // They were for those queries: the jar is what the site answers.
    expect(sent(lab.uses[0])).toEqual(["zip=set", "sid=1"]);
  });

  it("a cookie that has expired is not sent, and one that is deleted is gone", async () => {
    const lab = cookieLab(() => undefined);
    const nowS = lab.clock.now() / 1000;
    lab.service.script = answering(
      [
        cookie("short", "1", { expires: nowS + 60 }),
        cookie("long", "1", { expires: nowS + 6000 }),
        cookie("gone", "1"),
      ],
      [cookie("gone", "", { expires: 1 })],
    );
    await lab.page("/1");
    await lab.page("/2");
    expect(sent(lab.uses[1])).toEqual(["short=1", "long=1"]);
    await lab.clock.advance(61_000);
    await lab.page("/3");
    expect(sent(lab.uses[2])).toEqual(["long=1"]);
  });

  it("such a session outlives those of the service", async () => {
    const lab = cookieLab(answering([cookie("n", "0")]));
    await lab.page("/1");
    await lab.clock.advance(800_000);
    await lab.page("/2");
    await lab.clock.advance(800_000);
    await lab.page("/3");
    expect(lab.inits).toHaveLength(1);
  });

  it("survives an export and an import", async () => {
    const lab = cookieLab(answering([cookie("sid", "s-1")]));
    await lab.page("/1");
    const exported = await lab.sessions.pool("example.com")?.export();
    const other = cookieLab(() => undefined);
    const pool = await other.sessions.open("example.com");
    if (exported) await pool.import(exported);
    await other.page("/2");
    expect(other.inits).toEqual([]);
    expect(sent(other.uses[0])).toEqual(["sid=s-1"]);
    expect(other.uses[0]).not.toHaveProperty("session");
  });

  it("one that was made elsewhere can be added, with its cookies", async () => {
    const lab = cookieLab(() => undefined);
    const pool = await lab.sessions.open("example.com");
    const identity = createHttpIdentity();
    identity.cookies.setCookie("sid=made-elsewhere; Path=/", "https://example.com/");
    await pool.add(identity);
    await lab.page();
    expect(lab.inits).toEqual([]);
    expect(sent(lab.uses[0])).toEqual(["sid=made-elsewhere"]);
  });
});

describe("a pool that is named", () => {
  const byCookies = { pool: "x", cookieMode: true };

  it("keeps its sessions one way: that of the query that opened it", async () => {
    const lab = createLab({ pool: { size: 2 } });
    await lab.page("/1", { session: byCookies });
    await lab.page("/2", { session: { pool: "x" } });
    await lab.page("/3", { session: byCookies });
    expect(idsOf(lab.service.queries)).toEqual(Array(5).fill(undefined));
    expect(lab.inits).toHaveLength(2);
  });

  it.each([true, false])(
    "refuses a query that wants it the other way, unsent: %s",
    async (cookieMode) => {
      const lab = createLab({ pool: { size: 2 } });
      await lab.page("/1", { session: { pool: "x", cookieMode: !cookieMode } });
      const other = lab.page("/2", { session: { pool: "x", cookieMode } });
      await expect(other).rejects.toMatchObject({
        code: "ERR_INVALID_OPTION",
        message: expect.stringContaining("`session.cookieMode`"),
      });
      expect(lab.uses).toHaveLength(1);
      await lab.page("/3", { session: { pool: "x", cookieMode: !cookieMode } });
      expect(lab.sessions.stats().retired).toEqual({});
    },
  );

  it("may be opened the other way when it has closed", async () => {
    const lab = createLab({ pool: { size: 1 } });
    await lab.page("/1", { session: byCookies });
    await lab.sessions.pool("x")?.close();
    await lab.page("/2", { session: { pool: "x", cookieMode: false } });
    expect(lab.uses[1]?.session).toBeDefined();
  });

  it("is so by `poolName`, too", async () => {
    const lab = createLab({
      poolName: () => "one",
      profiles: [{ match: "example.com/kept/*", cookieMode: true }],
    });
    await lab.page("/kept/1");
    await expect(lab.page("/p/1")).rejects.toMatchObject({ code: "ERR_INVALID_OPTION" });
    expect(lab.uses).toHaveLength(1);
  });
});
