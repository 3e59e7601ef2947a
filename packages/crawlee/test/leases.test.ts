import { createTestSite } from "@sessionary/testkit";
import { CheerioCrawler, HttpCrawler, RobotsTxtFile } from "crawlee";
import { describe, expect, it } from "vitest";
import { crawl, products, start, watchedPool, type WatchedPool } from "./support/crawl.ts";

/** Exactly one settle for each lease, and nothing left. */
function expectNothingLeft(pool: WatchedPool): void {
  expect(pool.settled).toHaveLength(pool.granted);
  expect(pool.sessions.stats()).toMatchObject({ waiting: 0, sessions: { leased: 0, starting: 0 } });
}

describe("a lease ends when its request does", () => {
  it("handled, failed in the handler, failed on the way, and tried again", async () => {
    await using site = await createTestSite({ failures: 0.3, ban: { afterUses: 4 } });
    const pool = watchedPool({ pool: { size: 3 } });
    await crawl(CheerioCrawler, pool, [...products(site.origin, 25), `${site.origin}/down`], {
      requestHandler: ({ request }) => {
        if (/[37]$/.test(request.url)) throw new Error("a bug");
      },
    });
    expectNothingLeft(pool);
    expect(pool.sessions.stats().retired).toEqual({ errors: site.truth().totals.banned });
  });

  it("refused by robots.txt: the session was not used", async () => {
    await using site = await createTestSite();
    const pool = watchedPool();
    // Allowed when the request is added, and not any more when its turn comes.
    let asked = 0;
    class Careful extends CheerioCrawler {
      protected override async getRobotsTxtFileForUrl(url: string): Promise<RobotsTxtFile> {
        return RobotsTxtFile.from(url, `User-agent: *\nDisallow: ${asked++ === 0 ? "" : "/"}`);
      }
    }
    const skipped: string[] = [];
    const crawled = await crawl(Careful, pool, [site.url], {
      respectRobotsTxtFile: true,
      onSkippedRequest: ({ url }: { url: string }) => void skipped.push(url),
    });
    expect([skipped, crawled.handled]).toEqual([[site.url], []]);
    expect(pool.settled).toEqual(["unused"]);
    expectNothingLeft(pool);
  });

  it("led away by a redirect: the page is skipped", async () => {
    await using site = await createTestSite();
    await using other = await createTestSite({ host: "127.0.0.2" });
    const pool = watchedPool();
    const crawled = await crawl(
      HttpCrawler,
      pool,
      [
        {
          url: `${site.origin}/redirect/1?to=${encodeURIComponent(`${other.origin}/echo`)}`,
          enqueueStrategy: "same-hostname",
        } as never,
      ],
      {},
    );
    expect(crawled.failed).toEqual([]);
    expectNothingLeft(pool);
  });

  it("timed out in its handler, which never returns", async () => {
    await using site = await createTestSite();
    const pool = watchedPool();
    const crawled = await crawl(CheerioCrawler, pool, [site.url], {
      maxRequestRetries: 0,
      requestHandlerTimeoutSecs: 1,
      requestHandler: () => new Promise(() => undefined),
    });
    expect(String(crawled.failed[0]?.error)).toContain("requestHandler timed out");
    expect(pool.settled).toEqual(["ok"]);
    expectNothingLeft(pool);
  });

  it("taken away from a handler that never returns, after a warning", async () => {
    await using site = await createTestSite();
    const pool = watchedPool({ pool: { leaseWarningMs: 50, maxLeaseMs: 200 } });
    const overdue: boolean[] = [];
    pool.sessions.on("lease:overdue", ({ ended }) => overdue.push(ended));
    const crawled = await crawl(CheerioCrawler, pool, [site.url], {
      maxRequestRetries: 0,
      requestHandler: () => new Promise(() => undefined),
    });
    expect(crawled.failed).toMatchObject([{ error: { code: "ERR_LEASE_LOST" } }]);
    expect(overdue).toEqual([false, true]);
    expect(pool.sessions.stats()).toMatchObject({
      retired: { overdue: 1 },
      sessions: { leased: 0 },
    });
  });
});

describe("a crawl that is cut short", () => {
  it("stop() lets running requests finish and gives back those that wait for a session", async () => {
    await using site = await createTestSite();
    const pool = watchedPool({ pool: { size: 1 } });
    const waiting = new Promise<void>((resolve) => {
      pool.sessions.on("waiter:queued", ({ waiting: count }) => count === 3 && resolve());
    });
    const { crawler, done } = start(CheerioCrawler, pool, products(site.origin, 8), {
      requestHandler: async () => {
        await waiting;
        crawler.stop();
      },
    });
    const crawled = await done;
    expect(crawled).toMatchObject({ handled: [expect.any(String)], failed: [], retries: 0 });
    expectNothingLeft(pool);
    const queue = await crawler.getRequestQueue();
    expect(await queue.getInfo()).toMatchObject({ pendingRequestCount: 7, handledRequestCount: 1 });
  });

  it("teardown() leaves nothing, though a handler still runs", async () => {
    await using site = await createTestSite();
    const pool = watchedPool({ pool: { size: 2 } });
    const { crawler, done } = start(CheerioCrawler, pool, products(site.origin, 8), {
      requestHandler: async () => {
        void crawler.teardown();
        await new Promise(() => undefined);
      },
    });
    await done;
    expectNothingLeft(pool);
    expect(pool.sessions.stats().retired).toEqual({});
  });

  it("in the middle of a request it blames nobody", async () => {
    await using site = await createTestSite();
    const pool = watchedPool();
    const { crawler, done } = start(CheerioCrawler, pool, [`${site.origin}/slow`]);
    await site.waitFor("request");
    await crawler.teardown();
    await done;
    expect(pool.settled).toEqual(["inconclusive"]);
    site.release();
  });
});

describe("the pool", () => {
  it("closes in the middle: running requests end, the others learn why", async () => {
    await using site = await createTestSite();
    const pool = watchedPool({ pool: { size: 2 } });
    let closing: Promise<void> | undefined;
    const crawled = await crawl(CheerioCrawler, pool, products(site.origin, 12), {
      requestHandler: () => {
        closing ??= pool.close({ reason: "enough" });
      },
    });
    await closing;
    expect(crawled.handled.length + crawled.failed.length).toBe(12);
    expect(crawled.failed.length).toBeGreaterThan(0);
    for (const { error } of crawled.failed)
      expect(error).toMatchObject({ code: "ERR_POOL_CLOSED", reason: "enough" });
    expect(crawled.retries).toBe(0);
    expectNothingLeft(pool);
  });

  it("closes over a handler that never returns: its request fails when the drain time is over", async () => {
    await using site = await createTestSite();
    const pool = watchedPool();
    const crawled = await crawl(CheerioCrawler, pool, [site.url], {
      requestHandler: () => {
        void pool.close({ drainTimeoutMs: 50 });
        return new Promise(() => undefined);
      },
    });
    expect(crawled.failed).toMatchObject([{ error: { code: "ERR_POOL_CLOSED" } }]);
    expect(pool.sessions.stats().sessions.leased).toBe(0);
  });
});
