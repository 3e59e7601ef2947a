import { EventEmitter, once } from "node:events";
import { createTestSite } from "@sessionary/testkit";
import { BasicCrawler, CheerioCrawler } from "crawlee";
import { describe, expect, it } from "vitest";
import { keepLocked } from "../src/crawler/request-lock.ts";
import { crawl, products, start, watchedPool } from "./support/crawl.ts";

describe.each([
  ["BasicCrawler", BasicCrawler],
  ["CheerioCrawler", CheerioCrawler],
])(
  "a request that gets no session fails with the reason, and run() resolves: %s",
  (_, crawlerClass) => {
    it("a pool whose inits fail", async () => {
      await using site = await createTestSite();
      const pool = watchedPool({ pool: { maxBadInits: 2, size: 1 }, init: () => false });
      const crawled = await crawl(crawlerClass, pool, products(site.origin, 5));
      expect(crawled).toMatchObject({ handled: [], retries: 0 });
      expect(crawled.failed).toHaveLength(5);
      for (const { error } of crawled.failed)
        expect(error).toMatchObject({ code: "ERR_TOO_MANY_BAD_INITS" });
    });

    it("a pool that is closed", async () => {
      await using site = await createTestSite();
      const pool = watchedPool();
      await pool.close();
      const crawled = await crawl(crawlerClass, pool, products(site.origin, 5));
      expect(crawled.failed.map(({ error }) => Reflect.get(error, "code"))).toEqual(
        Array.from({ length: 5 }, () => "ERR_POOL_CLOSED"),
      );
    });

    it("a queue that is too long to wait in, which is tried again", async () => {
      await using site = await createTestSite();
      const pool = watchedPool({ pool: { size: 1, acquireTimeoutMs: 10 } });
      const { host } = new URL(site.origin);
      await (await pool.sessions.open(host)).warm(1);
      const lease = await pool.sessions.pool(host)?.acquire();
      const crawled = await crawl(crawlerClass, pool, [site.url], {
        maxRequestRetries: 1,
      });
      expect(crawled.failed).toMatchObject([{ error: { code: "ERR_ACQUIRE_TIMEOUT" } }]);
      await lease?.settle("unused");
    });

    it("session options that cannot be used", async () => {
      await using site = await createTestSite();
      const pool = watchedPool();
      const requests = ["no object", { retries: 3 }, { keyy: "a" }].map((session, index) => ({
        url: `${site.origin}/product/${index + 1}`,
        userData: { session },
      }));
      const crawled = await crawl(crawlerClass, pool, requests);
      expect(crawled.retries).toBe(0);
      expect(crawled.failed.map(({ error }) => error.message).toSorted()).toEqual([
        expect.stringContaining("`session.keyy`, did you mean `session.key`?"),
        expect.stringContaining("`session.retries` to be left to the crawler's"),
        expect.stringContaining("`session` to be an object of session options, got"),
      ]);
    });
  },
);

it("one that waits for long is no error: a paused pool goes on when it is resumed", async () => {
  await using site = await createTestSite();
  const pool = watchedPool();
  const sessions = await pool.sessions.open(new URL(site.origin).host);
  sessions.pause();
  pool.sessions.on("waiter:queued", () => setImmediate(() => sessions.resume()));
  const crawled = await crawl(CheerioCrawler, pool, [site.url]);
  expect(crawled).toMatchObject({ handled: [site.url], retries: 0 });
});

it("one that waits for longer than the queue locks requests is crawled once all the same", async () => {
  await using site = await createTestSite();
  const pool = watchedPool({ pool: { acquireTimeoutMs: Infinity } });
  const sessions = await pool.sessions.open(new URL(site.origin).host);
  sessions.pause();
  const { crawler, done } = start(CheerioCrawler, pool, [site.url]);
  const queue = await crawler.getRequestQueue();
  queue.requestLockSecs = 1;
  const client = Reflect.get(queue, "client") as {
    prolongRequestLock(...args: unknown[]): Promise<unknown>;
  };
  const prolong = client.prolongRequestLock.bind(client);
  const granted: number[] = [];
  client.prolongRequestLock = async (...args) => {
    // For longer than one lock.
    if (granted.push(pool.granted) === 6) sessions.resume();
    return prolong(...args);
  };
  expect((await done).handled).toEqual([site.url]);
  expect(pool.granted).toBe(1);
  // Then the handler has the time of a whole lock.
  expect(granted).toEqual([0, 0, 0, 0, 0, 0, 1]);
});

it("the queue beside a list keeps it locked, too", async () => {
  const client = new EventEmitter();
  const requestQueue = {
    requestLockSecs: 0.03,
    client: { prolongRequestLock: async (id: string) => client.emit("prolonged", id) },
    reclaimRequest: async () => undefined,
  };
  const source = { requestQueue, reclaimRequest: async () => undefined };
  const unlock = keepLocked({ id: "one", url: "http://127.0.0.1/" }, source);
  // The timer alone keeps no process.
  const awake = setInterval(() => undefined, 1_000);
  expect(await once(client, "prolonged")).toEqual(["one"]);
  clearInterval(awake);
  await unlock();
});
