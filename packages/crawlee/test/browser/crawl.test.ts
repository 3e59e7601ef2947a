import { chromiumLaunch } from "@sessionary/testkit/chromium";
import { createTestProxies, createTestSite } from "@sessionary/testkit";
import { PlaywrightCrawler, type PlaywrightCrawlingContext } from "crawlee";
import { chromium } from "playwright-core";
import { describe, expect, it } from "vitest";
import { crawl, products, watchedPool, type Crawled, type CrawlOptions } from "../support/crawl.ts";
import type { CrawleePool } from "../../src/index.ts";

const launchContext = { launcher: chromium, launchOptions: chromiumLaunch(chromium) };

function browse(
  pool: CrawleePool,
  requests: Parameters<typeof crawl>[2],
  options: CrawlOptions = {},
): Promise<Crawled> {
  return crawl(PlaywrightCrawler, pool, requests, { maxConcurrency: 2, launchContext, ...options });
}

describe("PlaywrightCrawler", () => {
  it("crawls a site that bans and misleads, through sessions made ready over HTTP and checked on the page", async () => {
    await using site = await createTestSite({ ban: { afterUses: [4, 6] }, variants: { B: 0.3 } });
    const pool = watchedPool<object, PlaywrightCrawlingContext>({
      pool: { size: 2, maxBadInits: 20 },
      init: { url: "/api/location", form: { zip: "04662" } },
      check: async ({ page, phase, reading }) => {
        const html = await reading.text();
        if (phase === "init" || page === undefined) return html.includes("04662");
        return (await page.locator("[data-variant=A]").count()) > 0 && html.includes("04662");
      },
    });
    const crawled = await browse(pool, products(site.origin, 8));
    expect(crawled.failed).toEqual([]);
    expect(crawled.handled).toHaveLength(8);
    expect(site.truth().totals.right).toBe(8);
    expect(pool.settled).toHaveLength(pool.granted);
    expect(pool.sessions.stats().sessions.leased).toBe(0);
  });

  it("gives each session a proxy, a user agent and storage of its own, the same on all its pages", async () => {
    await using site = await createTestSite({ bindToAddress: true });
    await using proxies = await createTestProxies(2, { username: "user", password: "secret" });
    const pool = watchedPool({
      pool: { size: 2 },
      proxies: proxies.map(({ url }) => url),
      userAgent: ["Mozilla/5.0 (One)", "Mozilla/5.0 (Two)", "Mozilla/5.0 (Three)"],
      headers: ({ slot }) => ({ "x-slot": String(slot) }),
    });
    const seen: string[] = [];
    const crawled = await browse(pool, products(site.origin, 8), {
      requestHandler: async ({ page, session, proxyInfo }) => {
        const agent = await page.evaluate(() => navigator.userAgent);
        seen.push(`${session?.id} ${agent} ${proxyInfo?.hostname}`);
      },
    });
    expect(crawled.failed).toEqual([]);
    expect(new Set(seen).size).toBe(2);
    const { sessions, totals } = site.truth();
    expect(totals).toMatchObject({ banned: 0, sessions: 2 });
    expect(sessions.map(({ addresses }) => addresses.join()).toSorted()).toEqual(
      proxies.map(({ address }) => address),
    );
    for (const { number } of sessions) {
      const pages = site.requests.filter(({ session }) => session === number);
      const told = pages.map(
        ({ headers }) => `${headers["user-agent"]} ${String(headers["x-slot"])}`,
      );
      expect(new Set(told).size).toBe(1);
      expect(told[0]).toMatch(/^Mozilla\/5.0 \((One|Two|Three)\) [01]$/);
    }
  });

  it("gives each session a fingerprint of its own where the pool names no user agent", async () => {
    await using site = await createTestSite();
    const pool = watchedPool({ pool: { size: 3 } });
    const agents: Record<string, Set<string>> = {};
    await browse(pool, products(site.origin, 6), {
      requestHandler: async ({ page, session }) => {
        const { agent, width } = await page.evaluate(() => ({
          agent: navigator.userAgent,
          width: screen.width,
        }));
        (agents[session?.id ?? ""] ??= new Set()).add(`${agent} ${width}`);
      },
    });
    const all = Object.values(agents);
    expect(all.map(({ size }) => size)).toEqual([1, 1, 1]);
    expect([...(all[0] ?? [])][0]).not.toContain("Headless");
  });

  it("leaves the last word about a page to hooks, and their list as it is", async () => {
    await using site = await createTestSite();
    const pool = watchedPool({ headers: { "x-own": "1" } });
    const prePageCreateHooks = [
      (_id: string, _controller: unknown, page?: Record<string, unknown>) => {
        expect(page).toMatchObject({ extraHTTPHeaders: { "x-own": "1" } });
        Object.assign(page ?? {}, { userAgent: "Mine", viewport: { width: 333, height: 444 } });
      },
    ];
    const widths: number[] = [];
    for (const useFingerprints of [true, false]) {
      await browse(pool, [site.url], {
        browserPoolOptions: { prePageCreateHooks, useFingerprints },
        requestHandler: async ({ page }) => {
          widths.push(await page.evaluate(() => innerWidth));
        },
      });
    }
    expect(widths).toEqual([333, 333]);
    const agents = site.requests.filter(({ path }) => path === "/").map(({ headers }) => headers);
    for (const fields of agents) expect(fields).toMatchObject({ "user-agent": "Mine" });
    expect(prePageCreateHooks).toHaveLength(1);
  });

  it("keeps what scripts have set: a challenge is met once a session", async () => {
    await using site = await createTestSite();
    const pool = watchedPool({ pool: { size: 1 } });
    const requests = [1, 2, 3].map((n) => ({ url: `${site.origin}/js`, uniqueKey: `${n}` }));
    await browse(pool, requests, {
      maxConcurrency: 1,
      requestHandler: ({ page }) => page.waitForSelector(".secret"),
    });
    expect(site.requests.filter(({ path }) => path === "/js/answer")).toHaveLength(1);
  });

  it.each([403, 429])("keeps a %i from handlers", async (status) => {
    await using site = await createTestSite();
    const pool = watchedPool({ pool: { size: 2 } });
    const crawled = await browse(pool, [`${site.origin}/status/${status}`], {
      maxSessionRotations: 1,
    });
    expect(crawled.handled).toEqual([]);
    expect(crawled.failed).toMatchObject([{ error: { code: "ERR_RETRIES_EXHAUSTED" } }]);
    const verdict = status === 403 ? "error" : "throttled";
    expect(pool.settled).toEqual([verdict, verdict]);
  });
});

describe("what goes wrong in a browser", () => {
  it("a dead proxy costs its session, and the request goes on with another", async () => {
    await using site = await createTestSite();
    await using proxies = await createTestProxies(2, { username: "user", password: "secret" });
    const pool = watchedPool({ pool: { size: 2 }, proxies: proxies.map(({ url }) => url) });
    await (await pool.sessions.open(new URL(site.origin).host)).warm(2);
    await proxies[0]?.kill();
    const crawled = await browse(pool, products(site.origin, 3), { maxConcurrency: 1 });
    expect(crawled.failed).toEqual([]);
    expect(pool.reasons).toContain("proxy failure");
    expect(pool.sessions.stats().retired["errors"]).toBeGreaterThanOrEqual(1);
  });

  it("a browser that dies in the middle: the request goes on in another, and no session is blamed", async () => {
    await using site = await createTestSite();
    const pool = watchedPool({ pool: { size: 1 } });
    let deaths = 0;
    const crawled = await browse(pool, products(site.origin, 2), {
      maxConcurrency: 1,
      requestHandler: async ({ page }) => {
        if (deaths++ === 0) await page.context().browser()?.close();
        await page.title();
      },
    });
    expect(crawled.failed).toEqual([]);
    expect(crawled.handled).toHaveLength(2);
    // Crawlee tries the dead browser once more before it launches another.
    expect([1, 2]).toContain(crawled.retries);
    expect(pool.sessions.stats().retired).toEqual({});
    expect(pool.settled).toHaveLength(2 + crawled.retries);
  });

  it("a context that a handler closes: nothing is left, and no session is blamed", async () => {
    await using site = await createTestSite();
    const pool = watchedPool({ pool: { size: 1 } });
    const crawled = await browse(pool, products(site.origin, 2), {
      maxConcurrency: 1,
      requestHandler: ({ page }) => page.context().close(),
    });
    expect(crawled.handled).toHaveLength(2);
    expect(pool.settled).toEqual(["ok", "ok"]);
    expect(pool.sessions.stats().sessions.leased).toBe(0);
  });

  it("a handler that never returns, and a pool that closes meanwhile", async () => {
    await using site = await createTestSite();
    const pool = watchedPool({ pool: { size: 2, maxLeaseMs: 3_000 } });
    const crawled = await browse(pool, [site.url], {
      maxRequestRetries: 0,
      requestHandler: () => new Promise(() => undefined),
    });
    expect(crawled.failed).toMatchObject([{ error: { code: "ERR_LEASE_LOST" } }]);
    const closed = await browse(pool, products(site.origin, 3), {
      requestHandler: () => {
        void pool.close({ drainTimeoutMs: 50 });
        return new Promise(() => undefined);
      },
    });
    expect(closed.failed).toHaveLength(3);
    for (const { error } of closed.failed) expect(error).toMatchObject({ code: "ERR_POOL_CLOSED" });
    expect(pool.sessions.stats().sessions.leased).toBe(0);
  });

  it.each([
    [{ useIncognitoPages: false }, "`launchContext.useIncognitoPages` to be true or left out"],
    [{ userAgent: "x" }, "`launchContext.userAgent` to be left out"],
    [{ experimentalContainers: true }, "`launchContext.experimentalContainers` to be left out"],
  ])("a launch context that would mix sessions is refused: %o", async (launch, message) => {
    const pool = watchedPool();
    expect(() => browse(pool, [], { launchContext: { ...launchContext, ...launch } })).toThrow(
      message,
    );
  });
});
