import { stopPool } from "@sessionary/core";
import { createTestSite } from "@sessionary/testkit";
import { CheerioCrawler, HttpCrawler, type CheerioCrawlingContext } from "crawlee";
import { describe, expect, it } from "vitest";
import { crawl, products, watchedPool } from "./support/crawl.ts";

describe("a status", () => {
  it.each([401, 403, 407])("%i blames the session, and no handler sees it", async (status) => {
    await using site = await createTestSite();
    const pool = watchedPool({ pool: { size: 2 } });
    const crawled = await crawl(CheerioCrawler, pool, [`${site.origin}/status/${status}`], {
      maxSessionRotations: 2,
    });
    expect(crawled.handled).toEqual([]);
    expect(crawled.failed).toMatchObject([
      { error: { code: "ERR_RETRIES_EXHAUSTED", attempts: [{ verdict: "error" }] } },
    ]);
    expect(pool.settled).toEqual(["error", "error", "error"]);
    expect(pool.sessions.stats().retired).toEqual({ errors: 3 });
  });

  it("429 lets the session rest as long as the site says, and keeps it", async () => {
    await using site = await createTestSite({ throttle: { everyUses: 2, retryAfterMs: 1000 } });
    const pool = watchedPool({ pool: { size: 8 } });
    const crawled = await crawl(CheerioCrawler, pool, products(site.origin, 8), {
      maxConcurrency: 1,
    });
    expect(crawled.failed).toEqual([]);
    const { throttled } = site.truth().totals;
    expect(pool.settled.filter((verdict) => verdict === "throttled")).toHaveLength(throttled);
    expect(pool.sessions.stats().retired).toEqual({});
  });

  it.each([CheerioCrawler, HttpCrawler])(
    "500 is the site's, and sent again: %o",
    async (crawlerClass) => {
      await using site = await createTestSite();
      const pool = watchedPool();
      const crawled = await crawl(crawlerClass, pool, [`${site.origin}/status/500`], {
        maxRequestRetries: 2,
      });
      expect(crawled.failed).toMatchObject([
        { error: { message: expect.stringContaining("500") } },
      ]);
      expect(pool.settled).toEqual(["inconclusive", "inconclusive", "inconclusive"]);
      expect(pool.sessions.stats().retired).toEqual({});
    },
  );

  it("503 with Retry-After is throttled", async () => {
    await using site = await createTestSite();
    const pool = watchedPool({ pool: { size: 2 } });
    await crawl(CheerioCrawler, pool, [`${site.origin}/status/503?retryAfter=1`], {
      maxRequestRetries: 1,
    });
    expect(pool.settled).toEqual(["throttled", "throttled"]);
  });

  it("a 500 that the crawler is told to hand over is handed over, and blames nobody", async () => {
    await using site = await createTestSite();
    const pool = watchedPool();
    const crawled = await crawl(HttpCrawler, pool, [`${site.origin}/status/500`], {
      ignoreHttpErrorStatusCodes: [500],
    });
    expect(crawled).toMatchObject({ handled: [expect.any(String)], retries: 0 });
    expect(pool.settled).toEqual(["inconclusive"]);
  });

  it("404 is an answer like any other", async () => {
    await using site = await createTestSite();
    const pool = watchedPool();
    const crawled = await crawl(HttpCrawler, pool, [`${site.origin}/status/404`], {
      additionalMimeTypes: ["*/*"],
    });
    expect(crawled.handled).toHaveLength(1);
    expect(pool.settled).toEqual(["ok"]);
  });
});

describe("a checker", () => {
  it("keeps wrong pages from handlers, and the request goes on with another session", async () => {
    await using site = await createTestSite({ variants: { B: 0.4 } });
    const pool = watchedPool<object, CheerioCrawlingContext>({
      pool: { size: 4 },
      check: ({ context }) => context?.$("[data-variant=B]").length === 0,
    });
    const crawled = await crawl(CheerioCrawler, pool, products(site.origin, 20));
    expect(crawled.handled).toHaveLength(20);
    const { wrong, right } = site.truth().totals;
    expect([right, pool.sessions.stats().use.invalid]).toEqual([20, wrong]);
    expect(wrong).toBeGreaterThan(0);
  });

  it("sees the request, the session, the variant, and what the page shows", async () => {
    await using site = await createTestSite();
    const seen: object[] = [];
    const pool = watchedPool({
      init: "/",
      check: async ({ phase, request, reading, session, variant, context }) => {
        const isWhole = (await reading.text()).includes("</html>") && session.id !== "";
        const type = reading.headers.get("Content-Type");
        seen.push({ phase, label: request.label, status: reading.status, variant, isWhole, type });
        return (context === undefined) === (phase === "init");
      },
    });
    const userData = { session: { variant: { zip: "1" } }, label: "product" };
    await crawl(CheerioCrawler, pool, [{ url: `${site.origin}/product/1`, userData }]);
    const common = { status: 200, variant: { zip: "1" }, isWhole: true, label: "product" };
    const type = "text/html; charset=utf-8";
    expect(seen).toEqual([
      { ...common, type, phase: "init" },
      { ...common, type, phase: "use" },
    ]);
    expect(pool.settled).toEqual(["ok"]);
  });

  it("that throws is told of, and counts as onCheckError says", async () => {
    await using site = await createTestSite();
    const pool = watchedPool({
      check: () => {
        throw new Error("no such element");
      },
    });
    const told: unknown[] = [];
    pool.sessions.on("check:error", ({ error }) => told.push(error));
    const crawled = await crawl(CheerioCrawler, pool, [site.url], { maxSessionRotations: 0 });
    expect(crawled.failed).toMatchObject([
      { error: { code: "ERR_RETRIES_EXHAUSTED", cause: { message: "no such element" } } },
    ]);
    expect(told).toMatchObject([{ message: "no such element" }]);
    expect(pool.sessions.stats().use.checkError).toBe(1);
  });

  it("may find a page inconclusive: it is sent again, and handed over in the end", async () => {
    await using site = await createTestSite();
    const pool = watchedPool({ check: () => "inconclusive" });
    const crawled = await crawl(CheerioCrawler, pool, [site.url], { maxRequestRetries: 2 });
    expect(crawled).toMatchObject({ handled: [site.url], retries: 2 });
    expect(pool.settled).toEqual(["inconclusive", "inconclusive", "inconclusive"]);
  });

  it("may stop everything: the crawl ends, and every request learns the reason", async () => {
    await using site = await createTestSite();
    const pool = watchedPool({ check: () => stopPool("the site has closed") });
    const crawled = await crawl(CheerioCrawler, pool, products(site.origin, 6));
    expect(crawled.failed).toHaveLength(6);
    for (const { error } of crawled.failed)
      expect(error).toMatchObject({ code: "ERR_POOL_STOPPED", reason: "the site has closed" });
    expect(crawled.retries).toBe(0);
  });

  it("of a profile judges the requests that match", async () => {
    await using site = await createTestSite();
    const pool = watchedPool({
      check: () => true,
      profiles: [{ match: "127.0.0.1/product/*", check: () => false }],
    });
    const crawled = await crawl(CheerioCrawler, pool, [site.url, `${site.origin}/product/1`], {
      maxSessionRotations: 0,
    });
    expect(crawled).toMatchObject({ handled: [site.url], failed: [expect.anything()] });
  });
});

describe("classify", () => {
  it("comes before the rules for statuses and errors", async () => {
    await using site = await createTestSite();
    const outcomes: unknown[] = [];
    const pool = watchedPool({
      classify: ({ reading, error }) => {
        outcomes.push(reading?.status ?? (error as Error).message);
        return reading?.status === 403 ? "ok" : undefined;
      },
    });
    const crawled = await crawl(CheerioCrawler, pool, [
      `${site.origin}/status/403`,
      `${site.origin}/down`,
    ]);
    expect(crawled.handled).toEqual([`${site.origin}/status/403`]);
    expect(outcomes).toEqual(
      expect.arrayContaining([403, expect.stringContaining("socket hang up")]),
    );
  });
});
