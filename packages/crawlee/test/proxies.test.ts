import { connect } from "node:net";
import { createTestProxies, createTestSite, type TestProxy } from "@sessionary/testkit";
import { BasicCrawler, CheerioCrawler } from "crawlee";
import { describe, expect, it } from "vitest";
import { crawl, type CrawlOptions, products, watchedPool } from "./support/crawl.ts";

const CREDENTIALS = { username: "user", password: "secret" };

it("a session keeps to its proxy: its init, its pages, what its handlers send", async () => {
  await using site = await createTestSite({ bindToAddress: true });
  await using proxies = await createTestProxies(3, CREDENTIALS);
  const pool = watchedPool({
    pool: { size: 3 },
    proxies: proxies.map(({ url }) => url),
    init: "/",
  });
  const told = new Set<string>();
  const crawled = await crawl(CheerioCrawler, pool, products(site.origin, 18), {
    requestHandler: async ({ sendRequest, proxyInfo, session, request }) => {
      told.add(proxyInfo?.hostname ?? "none");
      const { statusCode } = await sendRequest({ url: `${site.origin}/echo` });
      expect(statusCode).toBe(200);
      expect(proxyInfo?.sessionId).toBe(session?.id);
      expect(request.headers?.["proxy-authorization"]).toBeUndefined();
    },
  });
  expect(crawled.failed).toEqual([]);
  const { sessions, totals } = site.truth();
  expect(totals.banned).toBe(0);
  expect(sessions.map(({ address }) => address).toSorted()).toEqual(
    proxies.map(({ address }) => address).toSorted(),
  );
  expect([...told].toSorted()).toEqual(proxies.map(({ address }) => address).toSorted());
});

/** What a handler has to do for itself: it alone knows what it asked for. */
const sendAndMark: CrawlOptions["requestHandler"] = async ({ sendRequest, session }) => {
  const { statusCode } = await sendRequest().catch(() => ({ statusCode: 407 }));
  if (session?.retireOnBlockedStatusCodes(statusCode) === true) throw new Error("refused");
};

describe.each([
  ["dead", async (proxy: TestProxy) => proxy.kill()],
  ["that refuses its credentials", async (proxy: TestProxy) => proxy.refuse(407)],
])("a proxy %s", (_, spoil) => {
  it.each([
    ["a page", CheerioCrawler, {}, "errors"],
    ["a request of a handler", BasicCrawler, { requestHandler: sendAndMark }, "expired"],
  ])(
    "costs its session, and the request goes on: %s",
    async (_name, crawlerClass, options, reason) => {
      await using site = await createTestSite();
      await using proxies = await createTestProxies(2, CREDENTIALS);
      const urls = proxies.map(({ url }) => url);
      const pool = watchedPool({ pool: { size: 2 }, proxies: urls });
      await (await pool.sessions.open(new URL(site.origin).host)).warm(2);
      if (proxies[0] !== undefined) await spoil(proxies[0]);
      const crawled = await crawl(crawlerClass, pool, products(site.origin, 6), {
        maxConcurrency: 1,
        ...options,
      });
      expect(crawled.failed).toEqual([]);
      expect(crawled.handled).toHaveLength(6);
      expect(pool.sessions.stats().retired[reason]).toBeGreaterThanOrEqual(1);
      expect(pool.sessions.stats().sessions.leased).toBe(0);
    },
  );
});

it("a proxy that stops answering costs the request one attempt, and no session", async () => {
  await using site = await createTestSite();
  await using proxies = await createTestProxies(1);
  const [proxy] = proxies;
  const pool = watchedPool({ pool: { size: 1 }, proxies: proxies.map(({ url }) => url) });
  proxy?.hang();
  const crawled = await crawl(CheerioCrawler, pool, products(site.origin, 2), {
    maxConcurrency: 1,
    navigationTimeoutSecs: 2,
    errorHandler: () => proxy?.forward(),
  });
  expect(crawled).toMatchObject({ failed: [], retries: 1 });
  expect(pool.settled).toEqual(["inconclusive", "ok", "ok"]);
  expect(pool.sessions.stats().retired).toEqual({});
  await pool.close();
  await proxy?.whenIdle();
});

it("a site that is down costs no session, behind proxies neither", async () => {
  await using site = await createTestSite();
  await using proxies = await createTestProxies(2, { onDeadSite: "502" });
  const pool = watchedPool({ pool: { size: 2 }, proxies: proxies.map(({ url }) => url) });
  await site.goDown("refuse");
  const crawled = await crawl(CheerioCrawler, pool, products(site.origin, 3), {
    maxRequestRetries: 1,
  });
  expect(crawled.failed).toHaveLength(3);
  expect(pool.settled).toEqual(Array.from({ length: 6 }, () => "inconclusive"));
  expect(pool.sessions.stats().retired).toEqual({});
});

it("without a proxy nothing is a proxy's fault", async () => {
  await using site = await createTestSite();
  await site.goDown("refuse");
  const pool = watchedPool({ pool: { size: 2 } });
  const crawled = await crawl(CheerioCrawler, pool, products(site.origin, 1), {
    maxRequestRetries: 2,
  });
  expect(crawled.failed).toHaveLength(1);
  expect(pool.settled).toEqual(["inconclusive", "inconclusive", "inconclusive"]);
});

it("what else a handler or a hook cannot connect to is no proxy's fault", async () => {
  await using site = await createTestSite();
  await using proxies = await createTestProxies(2);
  const pool = watchedPool({ proxies: proxies.map(({ url }) => url) });
  const [refused]: unknown[] = await new Promise((resolve) => {
    connect(1, "127.0.0.1").once("error", (...args) => resolve(args));
  });
  const fail = (): never => {
    throw refused;
  };
  const options = { maxRequestRetries: 0, maxSessionRotations: 0 };
  await crawl(BasicCrawler, pool, [site.url], { ...options, requestHandler: fail });
  await crawl(CheerioCrawler, pool, [site.url], { ...options, preNavigationHooks: [fail] });
  expect(pool.settled).toEqual(["inconclusive", "inconclusive"]);
});
