import { readdirSync } from "node:fs";
import { createTestSite } from "@sessionary/testkit";
import { BasicCrawler, CheerioCrawler, HttpCrawler, JSDOMCrawler } from "crawlee";
import { describe, expect, it } from "vitest";
import { withSessionPool } from "../src/index.ts";
import { configuration, crawl, products, watchedPool } from "./support/crawl.ts";

const LOCATION = { url: "/api/location", form: { zip: "04662" } };

describe.each([
  ["CheerioCrawler", CheerioCrawler],
  ["HttpCrawler", HttpCrawler],
  ["JSDOMCrawler", JSDOMCrawler],
])("%s", (_, crawlerClass) => {
  it("crawls a site that bans its visitors, through sessions that were made ready and are checked", async () => {
    await using site = await createTestSite({ ban: { afterUses: [3, 6] }, wrongLocation: 0.2 });
    const pool = watchedPool({
      pool: { size: 4 },
      init: LOCATION,
      check: async ({ reading }) => (await reading.text()).includes("04662"),
    });
    const crawled = await crawl(crawlerClass, pool, products(site.origin, 30));
    expect(crawled.failed).toEqual([]);
    expect(crawled.handled.toSorted()).toEqual(products(site.origin, 30).toSorted());
    const { totals, sessions } = site.truth();
    expect(totals.right).toBe(30);
    expect(sessions.every(({ maxInFlight }) => maxInFlight === 1)).toBe(true);
    expect(pool.sessions.stats().use).toMatchObject({ ok: 30, error: totals.banned });
    expect(pool.settled).toHaveLength(pool.granted);
    expect(pool.sessions.stats().sessions.leased).toBe(0);
  });
});

describe("BasicCrawler", () => {
  it("gives its handlers sessions, for requests of their own", async () => {
    await using site = await createTestSite();
    const pool = watchedPool({ pool: { size: 2 }, init: LOCATION });
    const pages: string[] = [];
    const crawled = await crawl(BasicCrawler, pool, products(site.origin, 10), {
      requestHandler: async ({ sendRequest }) => {
        pages.push((await sendRequest()).body);
      },
    });
    expect(crawled).toMatchObject({ failed: [], retries: 0 });
    expect(pages.every((page) => page.includes("04662"))).toBe(true);
    expect(site.truth().totals).toMatchObject({ right: 10, sessions: 2 });
    expect(pool.sessions.stats().use).toMatchObject({ ok: 10 });
  });
});

it("one pool serves several crawlers at once, and outlives them", async () => {
  await using site = await createTestSite();
  const pool = watchedPool({ pool: { size: 3 }, init: LOCATION });
  const parts = [products(site.origin, 30).slice(0, 15), products(site.origin, 30).slice(15)];
  const [cheerio, http] = await Promise.all([
    crawl(CheerioCrawler, pool, parts[0] ?? []),
    crawl(HttpCrawler, pool, parts[1] ?? []),
  ]);
  expect([cheerio?.handled.length, http?.handled.length]).toEqual([15, 15]);
  expect(site.truth()).toMatchObject({ totals: { sessions: 3, right: 30 } });

  await crawl(CheerioCrawler, pool, products(site.origin, 5));
  expect(site.truth()).toMatchObject({ totals: { sessions: 3, right: 35 } });
  expect(pool.sessions.stats().init.passed).toBe(3);
});

it("a crawler runs again, and leaves no file", async () => {
  await using site = await createTestSite();
  const before = readdirSync(".");
  const pool = watchedPool({ pool: { size: 2 } });
  const titles: string[] = [];
  const crawler = new (withSessionPool(CheerioCrawler))(
    {
      sessionPool: pool,
      requestHandler: ({ $ }) => void titles.push($("title").text()),
    },
    configuration(),
  );
  await crawler.run([`${site.origin}/product/1`]);
  await crawler.run([`${site.origin}/product/1`, `${site.origin}/product/2`]);
  expect(titles).toHaveLength(3);
  expect(readdirSync(".")).toEqual(before);
});

it("a class made by it can be extended, and keeps its statics and its router", async () => {
  await using site = await createTestSite();
  const pool = watchedPool();
  class Shop extends withSessionPool(CheerioCrawler) {
    readonly seen: string[] = [];
  }
  const crawler = new Shop({ sessionPool: pool }, configuration());
  crawler.router.addHandler("product", ({ request }) => void crawler.seen.push(request.url));
  crawler.router.addDefaultHandler(async ({ enqueueLinks }) => {
    await enqueueLinks({ selector: "a.product", label: "product", limit: 5 });
  });
  await crawler.run([`${site.origin}/links`]);
  expect(crawler.seen).toHaveLength(5);
});
