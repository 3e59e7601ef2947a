import { createFakeClock, createTestSite } from "@sessionary/testkit";
import { CheerioCrawler, RequestList } from "crawlee";
import { expect, it } from "vitest";
import { crawl, products, start, watchedPool } from "./support/crawl.ts";

const MINUTE_MS = 60_000;

it("requests wait for a session as long as it takes: a pool may be slower than its crawler", async () => {
  await using site = await createTestSite();
  const clock = createFakeClock();
  const pool = watchedPool({ pool: { size: 1, clock } });
  const queued = new Promise<void>((resolve) => {
    pool.sessions.on("waiter:queued", ({ waiting }) => waiting === 3 && resolve());
  });
  const crawled = await crawl(CheerioCrawler, pool, products(site.origin, 6), {
    requestHandler: async () => {
      await queued;
      await clock.advance(10 * MINUTE_MS);
    },
  });
  expect(crawled).toMatchObject({ failed: [], retries: 0 });
  expect(crawled.handled).toHaveLength(6);
});

it("or as long as they are told", async () => {
  await using site = await createTestSite();
  const clock = createFakeClock();
  const pool = watchedPool({ pool: { size: 1, clock, acquireTimeoutMs: MINUTE_MS } });
  const queued = new Promise<void>((resolve) => {
    pool.sessions.on("waiter:queued", ({ waiting }) => waiting === 1 && resolve());
  });
  const crawled = await crawl(CheerioCrawler, pool, products(site.origin, 2), {
    maxRequestRetries: 0,
    requestHandler: async () => {
      await queued;
      await clock.advance(10 * MINUTE_MS);
    },
  });
  expect(crawled.handled).toHaveLength(1);
  expect(crawled.failed).toMatchObject([{ error: { code: "ERR_ACQUIRE_TIMEOUT" } }]);
});

it("a handler that wakes its crawler starts other requests, not its own again", async () => {
  await using site = await createTestSite();
  const pool = watchedPool();
  let calls = 0;
  const { crawler, done } = start(CheerioCrawler, pool, products(site.origin, 12), {
    requestHandler: async () => {
      calls += 1;
      await crawler.autoscaledPool?.notify();
      if (calls > 60) void crawler.teardown();
    },
  });
  const { handled } = await done;
  expect(handled.toSorted()).toEqual(products(site.origin, 12).toSorted());
});

it("requests of a list stay with it, though a queue joins it while they wait", async () => {
  await using site = await createTestSite();
  const pool = watchedPool({ pool: { size: 1 } });
  const requestList = await RequestList.open(null, products(site.origin, 6));
  const { crawler, done } = start(CheerioCrawler, pool, [], {
    requestList,
    requestHandler: ({ addRequests }) => addRequests([`${site.origin}/product/7`]),
  });
  const { handled, failed, retries } = await done;
  await crawler.teardown();
  expect({ failed, retries }).toEqual({ failed: [], retries: 0 });
  expect(handled.toSorted()).toEqual(products(site.origin, 7));
});
