import { createTestProxies, createTestSite } from "@sessionary/testkit";
import { GotScrapingHttpClient } from "crawlee";
import { describe, expect, it } from "vitest";
import { watchedPool } from "./support/crawl.ts";

describe("a pool in the shape of Crawlee 4's", () => {
  it("lends sessions that are ready, each to one borrower at a time", async () => {
    await using site = await createTestSite();
    await using proxies = await createTestProxies(2, { username: "user", password: "secret" });
    const pool = watchedPool({
      pool: { size: 2 },
      proxies: proxies.map(({ url }) => url),
      init: "/",
      httpClient: new GotScrapingHttpClient(),
    });
    const loans = pool.asSessionPool({ url: site.url });
    const [first, second] = await Promise.all([loans.getSession(), loans.getSession()]);
    expect(first?.id).not.toBe(second?.id);
    expect(first?.isUsable()).toBe(true);
    expect(first?.cookieJar.getCookieStringSync(site.url)).toContain("=");
    expect(await second?.cookieJar.getCookieString(site.url)).toContain("=");
    expect(first?.proxyInfo).toMatchObject({ username: "user", password: "secret" });
    expect(pool.sessions.stats().sessions.leased).toBe(2);
    if (first) await loans.release(first);
    if (second) await loans.release(second);
    expect(first?.isUsable()).toBe(false);
    expect(pool.settled).toEqual(["unused", "unused"]);
  });

  it("takes them back by what was said about them, once", async () => {
    const pool = watchedPool({ pool: { size: 1, maxErrors: 2 } });
    const loans = pool.asSessionPool();
    for (const say of ["markGood", "markBad", "retire"] as const) {
      const session = await loans.getSession();
      session?.[say]();
      if (session) await Promise.all([loans.release(session), loans.release(session)]);
    }
    expect(pool.settled).toEqual(["ok", "error", "expired"]);
    expect(pool.sessions.stats().retired).toEqual({ expired: 1 });
  });

  it("has the very session of an id, or none", async () => {
    const pool = watchedPool();
    const loans = pool.asSessionPool();
    const session = await loans.getSession();
    if (session) await loans.release(session);
    const again = await loans.getSession(session?.id);
    expect(again?.id).toBe(session?.id);
    expect(await loans.getSession("gone")).toBeUndefined();
    if (again) await loans.release(again);
  });

  it("rejects when there is none to be had", async () => {
    const pool = watchedPool({ pool: { maxBadInits: 1 }, init: () => false });
    const loans = pool.asSessionPool();
    await expect(loans.getSession()).rejects.toMatchObject({ code: "ERR_TOO_MANY_BAD_INITS" });
    expect(() => pool.asSessionPool({ host: "x" } as object)).toThrow("unknown option `host`");
  });
});
